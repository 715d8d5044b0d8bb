import type { JudgeDefinition, Memory } from '../contract/index.ts'
import { allowedValues } from '../judge/index.ts'
import { guidelineBudget } from './guideline-budget.ts'
import { concernText } from './guideline-concerns.ts'

/**
 * An aligned judge's instructions as a person reviews them: the base instructions, the guidelines with the number
 * of samples each came from and what a person has to decide about it, and which examples there are. Markdown; the
 * same memory gives the same text.
 */
export function alignedInstructions(definition: JudgeDefinition, memory: Memory): string {
  const { name, model, instructions, valueType } = definition
  const checked = definition.guidelines?.map((text) => `- ${text}`) ?? []
  const guidelines = memory.guidelines.map(({ text, origin, sources, pinned, muted, concern }) => {
    const from =
      origin === 'person'
        ? 'by a person'
        : `from ${sources.length} ${sources.length === 1 ? 'sample' : 'samples'}`
    const state = [from, pinned && 'pinned', muted && 'muted'].filter(Boolean).join(', ')
    const decide =
      concern === undefined ? '' : `: to decide, for it ${concernText(concern, memory.guidelines)}`
    return `- ${text} (${state}${decide})`
  })
  const budget = guidelineBudget(memory)
  const examples = memory.episodes.map(({ rowId, value }) => `- ${rowId}: ${JSON.stringify(value)}`)
  return `${[
    `# ${name}@aligned`,
    `Model: ${model === memory.judge.model ? model : `${model} (the memory was made for ${memory.judge.model})`}  \nAnswers with ${allowedValues(valueType)}.`,
    '## Instructions',
    [instructions, ...checked].join('\n'),
    `## Guidelines (${guidelines.length}${budget.isExceeded ? `, the most relevant within ${budget.tokens} tokens are shown` : ''})`,
    guidelines.join('\n') || 'None.',
    `## Examples (${examples.length}, the ${memory.k} nearest are shown)`,
    examples.join('\n') || 'None.',
  ].join('\n\n')}\n`
}

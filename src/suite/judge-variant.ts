import type { JudgeProbe } from '../audit/index.ts'
import { isAligned, memoryVariant, type VariantJudge, withBase, withoutMemory } from '../align/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { type Judge, type JudgeContext, reworded, usedVariables } from '../judge/index.ts'
import { type ChatModel, ModelCallError } from '../model/index.ts'
import type { Write } from './audit-writer.ts'

/** What it takes to change a judge. */
export interface VariantOptions {
  context: JudgeContext
  write: Write
  /** The model that distils anew. */
  writer: () => ChatModel
}

/** A judge as a probe changes it; or, in words, why there is none. */
export async function judgeVariant(
  judge: Judge,
  { variant }: JudgeProbe,
  { context, write, writer }: VariantOptions,
): Promise<VariantJudge | { none: string }> {
  if (variant === 'instructions') {
    // A judge that cannot be asked needs no other words.
    const isReady = !isAligned(judge) || (await judge.record(context)).memory !== undefined
    return isReady ? paraphrased(judge, write) : { none: withoutMemory }
  }
  if (!isAligned(judge)) return { none: 'it is for judges with a memory: aligned(judge)' }
  return memoryVariant(judge, variant, { context, reflection: writer })
}

async function paraphrased(judge: Judge, write: Write): Promise<VariantJudge | { none: string }> {
  const { instructions } = judge.describe()
  const base = isAligned(judge) ? judge.base : judge
  if (reworded(base, instructions) === undefined)
    return { none: 'its instructions are not its own, but those of every judge of its kind' }
  const isUsable = (text: string) => cleaned(text) !== instructions && keepsVariables(instructions, text)
  let text: string
  try {
    text = await write(promptFor(instructions), isUsable)
  } catch (error) {
    if (error instanceof ModelCallError || VitestJudgeError.is(error))
      return { none: `its instructions could not be put in other words: ${error.message}` }
    throw error
  }
  if (!isUsable(text))
    return { none: 'the model did not put its instructions in other words with the same template variables' }
  const plain = reworded(base, cleaned(text)) as Judge
  const other = isAligned(judge) ? withBase(judge, plain) : plain
  const change = `instructions: ${cleaned(text)}`
  return async (sample, options) => ({ verdict: await other.judge(sample, options), change })
}

function promptFor(instructions: string): string {
  const names = usedVariables(instructions).map((name) => `{{ ${name} }}`)
  return `The text between the lines instructs a judge of the work of another system. Write it in other words: the same meaning, the same strictness, nothing added, nothing left out, other sentences. Keep the placeholders ${names.join(', ')} as they are. Answer with the new text alone.
---
${instructions}
---`
}

function cleaned(text: string): string {
  return text
    .trim()
    .replaceAll(/^---\n?|\n?---$/g, '')
    .trim()
}

function keepsVariables(before: string, after: string): boolean {
  try {
    const [old, now] = [usedVariables(before), usedVariables(after)]
    return old.length === now.length && old.every((name) => now.includes(name))
  } catch {
    return false
  }
}

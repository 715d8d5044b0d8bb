import type { Episode, JsonValue, JudgeDefinition, TemplateVariable } from '../contract/index.ts'
import { usedVariables, type JudgedSample } from '../judge/index.ts'
import { briefTrace, type EmbeddedSides } from '../memory/index.ts'
import { shortened } from './shorten.ts'

/** The most that one field of an earlier sample takes in a prompt, in tokens by `tokenEstimate`. */
export const fieldTokens = 1500

/** The part of a definition that says what a judge is shown. */
export type Shown = Pick<JudgeDefinition, 'kind' | 'instructions'>

/** The template variables of a judge; those of a guidelines judge are fixed. */
export function variablesOf({ kind, instructions }: Shown): readonly TemplateVariable[] {
  return kind === 'guidelines' ? ['inputs', 'outputs'] : usedVariables(instructions)
}

/**
 * What a judge is shown of a row's expectations: all where its template asks for them; of a guidelines judge without a
 * list of its own the row's list, without which nobody can tell what its verdict was about; else nothing.
 */
export function shownExpectations(
  judge: Shown & Pick<JudgeDefinition, 'guidelines'>,
  { expectations }: JudgedSample,
): JsonValue | undefined {
  if (judge.kind !== 'guidelines')
    return variablesOf(judge).includes('expectations') ? expectations : undefined
  const isTold = typeof expectations === 'object' && expectations !== null && !Array.isArray(expectations)
  const list = judge.guidelines === undefined && isTold ? expectations['guidelines'] : undefined
  return list === undefined ? undefined : { guidelines: list }
}

/**
 * The sides of a sample that make it like another for a judge: inputs and outputs, and where the judge is shown them
 * the conversation or the trace in brief.
 */
export function sidesFor(
  judge: Shown,
  { inputs = null, outputs = null, conversation, trace }: JudgedSample,
): EmbeddedSides {
  const variables = variablesOf(judge)
  return {
    inputs,
    outputs,
    ...(conversation !== undefined && variables.includes('conversation') && { conversation }),
    ...(trace !== undefined && variables.includes('trace') && { trace: briefTrace(trace) }),
  }
}

/**
 * The fields of an episode as prompts show them, each shortened to `fieldTokens`: those that the judge's template asks
 * for where it asks for conversation or trace; else inputs and outputs, and expectations where the judge sees them.
 */
export function shownFields(judge: Shown, episode: Episode): { [field: string]: JsonValue } {
  const { inputs, outputs, expectations, conversation, trace } = episode
  const variables = variablesOf(judge)
  const isOfWhole = variables.includes('conversation') || variables.includes('trace')
  const fields: [TemplateVariable, JsonValue | undefined][] = [
    ['inputs', isOfWhole && !variables.includes('inputs') ? undefined : inputs],
    ['outputs', isOfWhole && !variables.includes('outputs') ? undefined : outputs],
    ['expectations', expectations],
    ['conversation', conversation],
    ['trace', trace],
  ]
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, shortened(value, fieldTokens)]])),
  )
}

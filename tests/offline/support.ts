import type { JsonValue, Verdict } from '../../src/contract/index.ts'
import { makeJudge, type Guidance, type MakeJudgeOptions } from '../../src/judge/index.ts'

/** A judge that the offline stand-in answers for. */
export function offlineJudge(instructions: string, options: Partial<MakeJudgeOptions> = {}) {
  const values = options.valueType === undefined ? { values: ['yes', 'no'] } : {}
  return makeJudge({ name: 'right', instructions, model: 'offline', ...values, ...options })
}

/** Value and rationale of the stand-in's verdict on one sentence and its label. */
export async function opinion(
  instructions: string,
  sample: { [field: string]: JsonValue },
  guidance: Partial<Guidance> = {},
  options: Partial<MakeJudgeOptions> = {},
): Promise<{ value: unknown; rationale: string }> {
  const taught = { guidelines: [], examples: [], ...guidance }
  return scored(await offlineJudge(instructions, options).judge(sample, { guidance: taught }))
}

/** Value and rationale of a scored verdict. */
export function scored(verdict: Verdict): { value: unknown; rationale: string } {
  if (verdict.outcome !== 'scored')
    throw new Error(`expected a scored verdict, received ${JSON.stringify(verdict)}`)
  return { value: verdict.value, rationale: verdict.rationale }
}

/** An example as an aligned judge shows it. */
export function example(text: string, label: string, value: string | number | boolean) {
  return { sampleId: text, fields: { inputs: { text }, outputs: { label } }, value, rationale: '' }
}

export const definitions = (aim: string, result: string) =>
  `Is the label in {{ outputs }} right for the sentence in {{ inputs }}?\n- ${aim}: what the authors wanted to examine or compare\n- ${result}: what was measured and how much it improved or differed`

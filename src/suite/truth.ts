import type { JsonValue, JudgeDefinition, JudgeValue, RunVerdict } from '../contract/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { allowedValues, toJudgeValue } from '../judge/index.ts'
import { feedbackPath, readFeedback, resolveFeedback } from '../feedback/index.ts'

/** What a truth function sees. */
export interface TruthContext<Inputs = JsonValue, Outputs = JsonValue, Expectations = JsonValue | undefined> {
  inputs: Inputs
  outputs: Outputs
  expectations: Expectations
}

/** Gives the value that a perfect judge would give, or undefined where that is not known. */
export type TruthFunction<Inputs, Outputs, Expectations> = (
  context: TruthContext<Inputs, Outputs, Expectations>,
) => JudgeValue | undefined | Promise<JudgeValue | undefined>

/** What is known of the truth for one judge and sample, as verdicts record it. */
export type KnownTruth = Pick<RunVerdict, 'truth' | 'truthFrom' | 'truthDisputed'>

/**
 * Joins the suite's truth with what people said: the suite's counts first, or people's where `truthFrom` is
 * `'human'`; where they differ the other one is kept as disputed.
 */
export function joinTruth(
  suite: JudgeValue | undefined,
  human: JudgeValue | undefined,
  first: 'suite' | 'human',
): KnownTruth {
  if (suite === undefined && human === undefined) return {}
  const truthFrom = suite === undefined ? 'human' : human === undefined ? 'suite' : first
  const truth = truthFrom === 'suite' ? suite : human
  const other = truthFrom === 'suite' ? human : suite
  return {
    ...(truth !== undefined && { truth }),
    truthFrom,
    ...(other !== undefined && other !== truth && { truthDisputed: other }),
  }
}

/**
 * A truth in the judge's own type and spelling.
 * @throws VitestJudgeError `missing-truth` when it is no value that the judge can give
 */
export function checkedTruth(
  truth: JudgeValue | undefined,
  definition: Pick<JudgeDefinition, 'name' | 'valueType'>,
): JudgeValue | undefined {
  if (truth === undefined) return undefined
  const value = toJudgeValue(definition.valueType, truth)
  if (value !== undefined) return value
  throw new VitestJudgeError('missing-truth', {
    message: `The truth for the judge ${definition.name} is ${JSON.stringify(truth)}; expected ${allowedValues(definition.valueType)}.`,
    hint: 'Return a value that the judge can give, or undefined where the truth is not known.',
  })
}

const humanTruths = new Map<string, Promise<Map<string, JudgeValue>>>()

/** What people said of samples, by sample id, read once per file and judge. */
export function humanTruth(evalFolder: string, judgeName: string): Promise<Map<string, JudgeValue>> {
  const path = feedbackPath(evalFolder, judgeName)
  const known = humanTruths.get(path)
  if (known !== undefined) return known
  const reading = readFeedback(path).then((lines) => {
    const people = lines.filter(({ source }) => source.type === 'HUMAN')
    return new Map([...resolveFeedback(people)].map(([id, { value }]) => [id, value]))
  })
  humanTruths.set(path, reading)
  return reading
}

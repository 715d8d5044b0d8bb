import type { Feedback, JsonValue, JudgeDefinition, JudgeValue, RunVerdict } from '../contract/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { allowedValues, toJudgeValue, toTaughtValue } from '../judge/index.ts'
import {
  feedbackPath,
  readFeedback,
  resolveFeedback,
  standingFeedback,
  type ToValue,
} from '../feedback/index.ts'
import { pickingOf } from './sample.ts'

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
export type KnownTruth = Pick<
  RunVerdict,
  'truth' | 'truthFrom' | 'truthDisputed' | 'annotations' | 'pickedBy' | 'weight'
>

/** What people said of one sample for one judge: the value it comes to, how that was picked, and each one's own. */
export interface HumanTruth {
  value: JudgeValue
  picking: Pick<KnownTruth, 'pickedBy' | 'weight'>
  annotations: NonNullable<KnownTruth['annotations']>
}

/**
 * Joins the suite's truth with what people said: the suite's counts first, or people's where `truthFrom` is
 * `'human'`; where they differ the other one is kept as disputed. People's truth brings along how their labels were
 * picked.
 */
export function joinTruth(
  suite: JudgeValue | undefined,
  human: HumanTruth | undefined,
  first: 'suite' | 'human',
): KnownTruth {
  const truthFrom = human === undefined ? 'suite' : suite === undefined ? 'human' : first
  const [truth, other] = truthFrom === 'suite' ? [suite, human?.value] : [human?.value, suite]
  if (truth === undefined) return {}
  return {
    truth,
    truthFrom,
    ...(other !== undefined && other !== truth && { truthDisputed: other }),
    ...(human !== undefined && { annotations: human.annotations }),
    ...(truthFrom === 'human' && human?.picking),
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

const humanTruths = new Map<string, Promise<Map<string, HumanTruth>>>()

/** What people said of samples, by sample id, in the judge's own type and spelling; read once per file and judge. */
export function humanTruth(
  evalFolder: string,
  { name, valueType }: Pick<JudgeDefinition, 'name' | 'valueType'>,
): Promise<Map<string, HumanTruth>> {
  const path = feedbackPath(evalFolder, name)
  const key = JSON.stringify([path, valueType])
  const known = humanTruths.get(key)
  if (known !== undefined) return known
  const reading = readFeedback(path).then((lines) =>
    resolvePeople(
      lines.filter(({ source }) => source.type === 'HUMAN'),
      (value) => toTaughtValue(valueType, value),
    ),
  )
  humanTruths.set(key, reading)
  return reading
}

function resolvePeople(people: readonly Feedback[], toValue: ToValue): Map<string, HumanTruth> {
  const bySample = Map.groupBy(standingFeedback(people), ({ sampleId }) => sampleId)
  return new Map(
    [...resolveFeedback(people, toValue)].map(([id, resolved]) => {
      const annotations = (bySample.get(id) ?? [])
        .map(({ source, value }) => ({ annotator: source.name, value: toValue(value) }))
        .filter(
          (annotation): annotation is HumanTruth['annotations'][number] => annotation.value !== undefined,
        )
        .toSorted((left, right) => (left.annotator < right.annotator ? -1 : 1))
      return [id, { value: resolved.value, picking: pickingOf(resolved), annotations }]
    }),
  )
}

import type { Feedback } from '../../contract/index.ts'

/** What to forget: a piece of feedback has to fit every kind of criterion that is given, and one of each kind. */
export interface ForgetCriteria {
  /** Sample ids or row ids. Alone, they mean the samples themselves and all that was said of them. */
  samples: readonly string[]
  /** Names of those who gave the feedback. */
  annotators: readonly string[]
  /** Ids of lines of feedback. */
  feedback: readonly string[]
  /** Given before this moment, in milliseconds since 1970. */
  before?: number | undefined
  /** Given at this moment or later, in milliseconds since 1970. */
  after?: number | undefined
}

/** True where samples are forgotten whole, and not only some feedback on them. */
export function forgetsSamples({ samples, annotators, feedback, before, after }: ForgetCriteria): boolean {
  const areLines = annotators.length > 0 || feedback.length > 0 || before !== undefined || after !== undefined
  return samples.length > 0 && !areLines
}

/** Tells of a sample whether it is named, by its own id or its row's. */
export function namedTest({
  samples,
}: ForgetCriteria): (sample: { sampleId?: string | undefined; rowId: string }) => boolean {
  const named = new Set(samples)
  return ({ sampleId, rowId }) => named.has(rowId) || (sampleId !== undefined && named.has(sampleId))
}

/** Tells of a line of feedback whether it is to be forgotten. What stands for a forgotten sample stays. */
export function lineTest(criteria: ForgetCriteria): (line: Feedback) => boolean {
  const { samples, annotators, feedback, before, after } = criteria
  const isNamed = namedTest(criteria)
  return (line) => {
    const time = Date.parse(line.time)
    return (
      line.forgotten !== true &&
      (samples.length === 0 || isNamed(line)) &&
      (annotators.length === 0 || annotators.includes(line.source.name)) &&
      (feedback.length === 0 || feedback.includes(line.id)) &&
      (before === undefined || time < before) &&
      (after === undefined || time >= after)
    )
  }
}

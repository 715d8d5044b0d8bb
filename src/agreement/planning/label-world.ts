import type { JudgeValue, Passing } from '../../contract/index.ts'

/** How often one truth meets one verdict among all rows: what labels are drawn from. */
export interface WorldCell {
  truth: JudgeValue
  verdict: JudgeValue
  /** Of all rows, in (0, 1]; all cells sum to 1. */
  share: number
  /** By which verdict labels are drawn: `feedback --measure`. */
  stratum: string
}

/** What a judge is expected to reach, each in [0, 1]. */
export interface ExpectedFigures {
  /** How often the truth passes. */
  passRate: number
  passRecall: number
  failRecall: number
}

/**
 * The rows of a judge that passes and fails as expected. Values stand for all that pass and all that fail.
 *
 * @throws RangeError unless all figures are within 0 to 1
 */
export function passFailWorld({ passRate, passRecall, failRecall }: ExpectedFigures): WorldCell[] {
  for (const share of [passRate, passRecall, failRecall]) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`A share from 0 to 1 was expected, got ${share}.`)
  }
  const cell = (truth: boolean, verdict: boolean, share: number): WorldCell => ({
    truth,
    verdict,
    share,
    stratum: verdict ? 'pass' : 'fail',
  })
  return [
    cell(true, true, passRate * passRecall),
    cell(true, false, passRate * (1 - passRecall)),
    cell(false, false, (1 - passRate) * failRecall),
    cell(false, true, (1 - passRate) * (1 - failRecall)),
  ].filter(({ share }) => share > 0)
}

/** Which values of such rows pass. */
export const worldPasses: Passing = (value) => value === true

/**
 * The rows of a judge of so many labels, each true on as many rows, and each wrong verdict as likely as another.
 *
 * @throws RangeError unless there are two labels or more and the accuracy is within 0 to 1
 */
export function labelWorld(labels: readonly JudgeValue[], accuracy: number): WorldCell[] {
  if (labels.length < 2 || !(accuracy >= 0 && accuracy <= 1)) {
    throw new RangeError(
      `Two labels and an accuracy from 0 to 1 were expected, got ${labels.length} and ${accuracy}.`,
    )
  }
  return labels
    .flatMap((truth) =>
      labels.map((verdict): WorldCell => {
        const chance = truth === verdict ? accuracy : (1 - accuracy) / (labels.length - 1)
        return { truth, verdict, share: chance / labels.length, stratum: String(verdict) }
      }),
    )
    .filter(({ share }) => share > 0)
}

import { newcombeDifference, type DifferenceInterval } from '../intervals/newcombe-difference.ts'
import { agrees, type Judgement } from '../judgement.ts'
import { type Share, shareIn } from '../share.ts'
import { tallyOf } from '../tally.ts'

/** Accuracy on two sets of rows, and by how much it differs. */
export interface AccuracyDifference {
  first: Share
  second: Share
  /** The first less the second, with Newcombe's 95 % interval on the effective numbers of rows. */
  difference: DifferenceInterval
}

/** Holds a judge's accuracy on some rows against that on others. */
export function accuracyDifference(
  first: readonly Judgement[],
  second: readonly Judgement[],
): AccuracyDifference {
  const [one, other] = [first, second].map((rows) => shareIn(tallyOf(rows), agrees)) as [Share, Share]
  return { first: one, second: other, difference: differenceOf(one, other) }
}

function differenceOf(one: Share, other: Share): DifferenceInterval {
  if (one.estimate.kind === 'undefined') return one.estimate
  if (other.estimate.kind === 'undefined') return other.estimate
  const [left, right] = [one, other].map(({ effectiveN, effectiveClusters }) =>
    Math.min(effectiveN, effectiveClusters ?? Infinity),
  ) as [number, number]
  return newcombeDifference(one.estimate.value * left, left, other.estimate.value * right, right)
}

import { normalDistribution } from '../intervals/normal-distribution.ts'
import { tangoInterval } from './tango-interval.ts'
import { tangoVariance } from './tango-variance.ts'

/** What a test comes to that the first of two judges is not worse than the second by more than a margin. */
export interface NonInferiority {
  /** Accuracy of the first minus accuracy of the second, in [-1, 1]. */
  difference: number
  /** Tango's score statistic against "the first is worse by the margin". */
  z: number
  /** Its one-sided p-value: small when the first is not worse by as much. */
  p: number
  /** One-sided lower bound of the difference. */
  low: number
  /** The lower bound is above minus the margin. */
  passes: boolean
}

/**
 * Tango's score test (Tango 1998) on n paired rows that the first judge is not worse than the second by more than
 * `margin`, a difference of accuracies above 0. `confidence` of the bound is 0.95 by default. Counts need not be
 * integers (effective counts).
 *
 * @throws RangeError unless 0 < margin < 1, and n is above 0 and at least onlyFirst + onlySecond
 */
export function nonInferiority(
  onlyFirst: number,
  onlySecond: number,
  n: number,
  margin: number,
  { confidence = 0.95 }: { confidence?: number } = {},
): NonInferiority {
  if (!(margin > 0 && margin < 1))
    throw new RangeError(`A margin between 0 and 1 was expected, got ${margin}.`)
  const variance = tangoVariance(onlyFirst, onlySecond, n, -margin)
  const z = (onlyFirst - onlySecond + n * margin) / Math.sqrt(variance)
  const { low } = tangoInterval(onlyFirst, onlySecond, n, { confidence, sided: 'lower' })
  return {
    difference: (onlyFirst - onlySecond) / n,
    z,
    p: normalDistribution(-z),
    low,
    passes: low > -margin,
  }
}

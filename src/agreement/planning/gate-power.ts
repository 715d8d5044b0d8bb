import { binomialDistribution } from '../intervals/binomial-distribution.ts'
import { normalQuantile } from '../intervals/normal-quantile.ts'
import { wilsonInterval } from '../intervals/wilson-interval.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { mostPlannedRows, tooManyRows } from './most-planned-rows.ts'

/**
 * The most errors in n rows with which the one-sided 95 % lower Wilson bound still reaches the threshold; undefined
 * when not even a perfect record does.
 *
 * @throws RangeError unless n is an integer of 0 or more and 0 <= threshold <= 1
 */
export function mostErrors(n: number, threshold: number): number | undefined {
  requireRate(threshold)
  const reaches = (errors: number) => wilsonInterval(n - errors, n, { sided: 'lower' }).low >= threshold
  if (!reaches(0)) return undefined
  let [enough, tooMany] = [0, n + 1]
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2)
    if (reaches(middle)) enough = middle
    else tooMany = middle
  }
  return enough
}

/**
 * The exact chance that a judge of this true accuracy passes the gate on n independent rows, in [0, 1]: a binomial
 * sum up to `mostErrors`.
 *
 * @throws RangeError unless n is an integer of 0 or more, and threshold and accuracy are within 0 to 1
 */
export function gatePower(n: number, threshold: number, accuracy: number): number {
  requireRate(accuracy)
  const errors = mostErrors(n, threshold)
  return errors === undefined ? 0 : binomialDistribution(errors, n, 1 - accuracy)
}

/**
 * The smallest n from which on the gate passes a judge of this true accuracy with a chance of at least `power` (0.8)
 * on n rows or any larger number: the chance is a saw-tooth in n, so the first n that has it is not enough. Undefined
 * when the accuracy is not above the threshold, or when it takes more than 20 000 rows.
 *
 * Above an n that Chernoff's bound shows to be enough for all larger ones, nothing needs a look; from there it goes
 * down to the first n that is too small.
 *
 * @throws RangeError unless threshold and accuracy are within 0 to 1, and 0 < power < 1
 */
export function rowsForGate(
  threshold: number,
  accuracy: number,
  { power = 0.8 }: { power?: number } = {},
): Statistic {
  requireRate(threshold)
  requireRate(accuracy)
  if (!(power > 0 && power < 1)) throw new RangeError(`A power between 0 and 1 was expected, got ${power}.`)
  if (accuracy <= threshold) {
    return undefinedStatistic('the accuracy is not above the threshold, so no number of rows will do')
  }
  if (gatePower(mostPlannedRows, threshold, accuracy) < power) {
    return undefinedStatistic(tooManyRows)
  }
  let n = 1
  while (failureBound(n, threshold, accuracy) > 1 - power) n *= 2
  while (n > 1 && gatePower(n - 1, threshold, accuracy) >= power) n--
  return value(n)
}

/**
 * Chernoff's bound, exp(-n KL(allowed, true)), of the chance that the share of errors exceeds what the gate allows:
 * 1 - t - z sqrt(t (1 - t) / n), Wilson's bound solved for it. It falls with n, so what it says holds for larger n.
 */
function failureBound(n: number, threshold: number, accuracy: number): number {
  const spread = Math.sqrt((threshold * (1 - threshold)) / n)
  const allowed = 1 - threshold - normalQuantile(0.95) * spread
  if (allowed <= 1 - accuracy) return 1
  const term = (share: number, actual: number) => (share === 0 ? 0 : share * Math.log(share / actual))
  return Math.exp(-n * (term(allowed, 1 - accuracy) + term(1 - allowed, accuracy)))
}

function requireRate(rate: number): void {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`A rate from 0 to 1 was expected, got ${rate}.`)
}

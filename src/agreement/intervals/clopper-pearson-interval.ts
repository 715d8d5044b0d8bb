import { betaInterval } from './beta-interval.ts'
import type { Interval, IntervalOptions } from './wilson-interval.ts'

/**
 * Clopper and Pearson's (1934) exact interval for a share: it covers at least as often as it says. `low` is 0
 * without successes, `high` 1 without failures, both with `n` 0. Counts need not be integers (effective counts).
 *
 * @throws RangeError unless 0 <= successes <= n, both finite
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  options: IntervalOptions = {},
): Interval {
  return betaInterval(successes, n, options, { low: [0, 1], high: [1, 0] })
}

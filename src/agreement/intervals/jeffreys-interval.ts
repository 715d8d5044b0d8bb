import { betaInterval } from './beta-interval.ts'
import type { Interval, IntervalOptions } from './wilson-interval.ts'

/**
 * Jeffreys's interval for a share (Brown, Cai and DasGupta 2001): quantiles of Beta(successes + 1/2, failures + 1/2),
 * with `low` 0 without successes and `high` 1 without failures. Counts need not be integers (effective counts).
 *
 * @throws RangeError unless 0 <= successes <= n, both finite
 */
export function jeffreysInterval(successes: number, n: number, options: IntervalOptions = {}): Interval {
  return betaInterval(successes, n, options, { low: [0.5, 0.5], high: [0.5, 0.5] })
}

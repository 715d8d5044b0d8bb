import { normalQuantile } from './normal-quantile.ts'

/** Two-sided, or one-sided with the other end left at 0 or 1. */
export type IntervalSide = 'two' | 'lower' | 'upper'

/** Both ends of an interval, as shares. */
export interface Interval {
  low: number
  high: number
}

/** How an interval is made: `confidence` is 0.95 by default, `sided` is `'two'`. */
export interface IntervalOptions {
  confidence?: number
  sided?: IntervalSide
}

/**
 * Wilson's score interval for a share (Wilson 1927; Newcombe 1998). With `n` 0 nothing is known: 0 to 1.
 *
 * @throws RangeError unless `successes` and `n` are integers with 0 <= successes <= n
 */
export function wilsonInterval(successes: number, n: number, options: IntervalOptions = {}): Interval {
  if (!Number.isInteger(successes) || !Number.isInteger(n) || successes < 0 || successes > n) {
    throw new RangeError(`Integers with 0 <= successes <= n were expected, got ${successes} of ${n}.`)
  }
  return wilsonBounds(n === 0 ? 0 : successes / n, n, options)
}

/**
 * Wilson's interval from a rate and an effective n, neither of which need be a count: n / design effect for
 * clustered rows. `low` is exactly 0 at rate 0, `high` exactly 1 at rate 1.
 *
 * @throws RangeError unless 0 <= rate <= 1 and n is finite and not negative
 */
export function wilsonBounds(
  rate: number,
  n: number,
  { confidence = 0.95, sided = 'two' }: IntervalOptions = {},
): Interval {
  if (!(rate >= 0 && rate <= 1 && n >= 0 && n < Infinity)) {
    throw new RangeError(`A rate from 0 to 1 and a finite n >= 0 were expected, got ${rate} and ${n}.`)
  }
  if (n === 0) return { low: 0, high: 1 }
  const score = normalQuantile(sided === 'two' ? (1 + confidence) / 2 : confidence)
  const squared = score * score
  const scale = 1 + squared / n
  const centre = (rate + squared / (2 * n)) / scale
  const half = (score / scale) * Math.sqrt((rate * (1 - rate)) / n + squared / (4 * n * n))
  return {
    low: sided === 'upper' || rate === 0 ? 0 : Math.max(0, centre - half),
    high: sided === 'lower' || rate === 1 ? 1 : Math.min(1, centre + half),
  }
}

/**
 * The smallest n at which the one-sided lower Wilson bound of an unchanged rate, at 95 % unless said otherwise,
 * reaches the threshold; undefined when the rate is not above it, for then no n will do. The bound is the inverted
 * score test, so n = ceil(z² t (1 - t) / (p - t)²).
 */
export function rowsToReach(threshold: number, rate: number, confidence = 0.95): number | undefined {
  if (rate <= threshold) return undefined
  const score = normalQuantile(confidence)
  return Math.max(1, Math.ceil((score * score * threshold * (1 - threshold)) / (rate - threshold) ** 2))
}

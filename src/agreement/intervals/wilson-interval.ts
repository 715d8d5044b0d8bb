import { normalQuantile } from './normal-quantile.ts'

/** Two-sided, or one-sided with the other end left at 0 or 1. */
export type IntervalSide = 'two' | 'lower' | 'upper'

/** Both ends of an interval, as shares. */
export interface Interval {
  low: number
  high: number
}

/**
 * Wilson's score interval for a share (Wilson 1927; Newcombe 1998). `confidence` is 0.95 by default, `sided`
 * is `'two'`. With `n` 0 nothing is known: 0 to 1.
 *
 * @throws RangeError unless `successes` and `n` are integers with 0 <= successes <= n
 */
export function wilsonInterval(
  successes: number,
  n: number,
  { confidence = 0.95, sided = 'two' }: { confidence?: number; sided?: IntervalSide } = {},
): Interval {
  if (!Number.isInteger(successes) || !Number.isInteger(n) || successes < 0 || successes > n) {
    throw new RangeError(`Integers with 0 <= successes <= n were expected, got ${successes} of ${n}.`)
  }
  if (n === 0) return { low: 0, high: 1 }
  const score = normalQuantile(sided === 'two' ? (1 + confidence) / 2 : confidence)
  const rate = successes / n
  const squared = score * score
  const scale = 1 + squared / n
  const centre = (rate + squared / (2 * n)) / scale
  const half = (score / scale) * Math.sqrt((rate * (1 - rate)) / n + squared / (4 * n * n))
  return {
    low: sided === 'upper' || successes === 0 ? 0 : centre - half,
    high: sided === 'lower' || successes === n ? 1 : centre + half,
  }
}

/**
 * The smallest n at which the one-sided 95 % lower Wilson bound of an unchanged rate reaches the threshold;
 * undefined when the rate is not above it, for then no n will do. The bound is the inverted score test, so
 * n = ceil(z² t (1 - t) / (p - t)²).
 */
export function rowsToReach(threshold: number, rate: number): number | undefined {
  if (rate <= threshold) return undefined
  const score = normalQuantile(0.95)
  return Math.max(1, Math.ceil((score * score * threshold * (1 - threshold)) / (rate - threshold) ** 2))
}

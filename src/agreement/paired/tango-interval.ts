import { bisect } from '../intervals/bisect.ts'
import { normalQuantile } from '../intervals/normal-quantile.ts'
import type { Interval, IntervalOptions } from '../intervals/wilson-interval.ts'
import { tangoVariance } from './tango-variance.ts'

/**
 * Tango's score interval (Tango 1998) for the difference of two paired shares, (onlyFirst - onlySecond) / n, within
 * [-1, 1]: two-sided, or one-sided with the other end left at -1 or 1. Counts need not be integers (effective counts).
 *
 * @throws RangeError unless n is above 0 and at least onlyFirst + onlySecond
 */
export function tangoInterval(
  onlyFirst: number,
  onlySecond: number,
  n: number,
  { confidence = 0.95, sided = 'two' }: IntervalOptions = {},
): Interval {
  const score = normalQuantile(sided === 'two' ? (1 + confidence) / 2 : confidence)
  const estimate = (onlyFirst - onlySecond) / n
  const distance = (difference: number) => onlyFirst - onlySecond - n * difference
  const deviation = (difference: number) =>
    score * Math.sqrt(tangoVariance(onlyFirst, onlySecond, n, difference))
  const low = () => bisect(-1, estimate, (difference) => distance(difference) > deviation(difference))
  const high = () => bisect(estimate, 1, (difference) => distance(difference) + deviation(difference) > 0)
  return { low: sided === 'upper' ? -1 : low(), high: sided === 'lower' ? 1 : high() }
}

import type { DifferenceInterval } from '../intervals/newcombe-difference.ts'
import { wilsonBounds } from '../intervals/wilson-interval.ts'

/** On how many rows two judges are right; counts need not be integers (effective counts). */
export interface PairedCounts {
  both: number
  onlyFirst: number
  onlySecond: number
  neither: number
}

/**
 * Newcombe's interval (1998, paired method 10: two Wilson intervals joined by a correlation with a continuity
 * correction) for accuracy of the first minus accuracy of the second. `confidence` is 0.95 by default. Undefined
 * without rows.
 *
 * @throws RangeError for a negative count
 */
export function newcombePaired(
  { both, onlyFirst, onlySecond, neither }: PairedCounts,
  options: { confidence?: number } = {},
): DifferenceInterval {
  if (!(Math.min(both, onlyFirst, onlySecond, neither) >= 0)) {
    throw new RangeError(
      `Counts of 0 or more were expected, got ${both}, ${onlyFirst}, ${onlySecond} and ${neither}.`,
    )
  }
  const n = both + onlyFirst + onlySecond + neither
  if (n === 0) return { kind: 'undefined', reason: 'the two judges share no rows with a known truth' }
  const [rate1, rate2] = [(both + onlyFirst) / n, (both + onlySecond) / n]
  const first = wilsonBounds(rate1, n, options)
  const second = wilsonBounds(rate2, n, options)
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither)
  const excess = both * neither - onlyFirst * onlySecond
  const corrected = excess > 0 ? Math.max(0, excess - n / 2) : excess
  const correlation = margins === 0 ? 0 : corrected / Math.sqrt(margins)
  const joined = (own: number, other: number) =>
    Math.sqrt(Math.max(0, own * own - 2 * correlation * own * other + other * other))
  const difference = (onlyFirst - onlySecond) / n
  return {
    kind: 'value',
    difference,
    low: difference - joined(rate1 - first.low, second.high - rate2),
    high: difference + joined(first.high - rate1, rate2 - second.low),
  }
}

import { wilsonBounds } from './wilson-interval.ts'

/** A difference of two shares with its interval, in [-1, 1]; undefined, with the reason, where there is none. */
export type DifferenceInterval =
  | { kind: 'value'; difference: number; low: number; high: number }
  | { kind: 'undefined'; reason: string }

/**
 * Newcombe's interval (1998, method 10, a hybrid of two Wilson intervals) for the first share minus the second, of
 * two independent sets of rows. `confidence` is 0.95 by default. Counts need not be integers (effective counts).
 *
 * @throws RangeError unless 0 <= successes <= n in both sets
 */
export function newcombeDifference(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  options: { confidence?: number } = {},
): DifferenceInterval {
  if (n1 === 0 || n2 === 0) return { kind: 'undefined', reason: 'one of the two sets has no rows' }
  const [rate1, rate2] = [successes1 / n1, successes2 / n2]
  const first = wilsonBounds(rate1, n1, options)
  const second = wilsonBounds(rate2, n2, options)
  const difference = rate1 - rate2
  return {
    kind: 'value',
    difference,
    low: difference - Math.hypot(rate1 - first.low, second.high - rate2),
    high: difference + Math.hypot(first.high - rate1, rate2 - second.low),
  }
}

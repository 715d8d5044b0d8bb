import { normalQuantile } from '../intervals/normal-quantile.ts'
import type { Interval } from '../intervals/wilson-interval.ts'

/**
 * Tango's score interval (Tango 1998) for the difference of two paired shares, (onlyFirst - onlySecond) / n:
 * two-sided, `confidence` 0.95 by default, within [-1, 1].
 *
 * @throws RangeError unless n is at least 1 and at least onlyFirst + onlySecond
 */
export function tangoInterval(
  onlyFirst: number,
  onlySecond: number,
  n: number,
  { confidence = 0.95 }: { confidence?: number } = {},
): Interval {
  if (!(n >= 1 && onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= n)) {
    throw new RangeError(`Counts within n >= 1 rows were expected, got ${onlyFirst}, ${onlySecond} of ${n}.`)
  }
  const score = normalQuantile((1 + confidence) / 2)
  const estimate = (onlyFirst - onlySecond) / n
  const distance = (difference: number) => onlyFirst - onlySecond - n * difference
  const deviation = (difference: number) =>
    score * Math.sqrt(nullVariance(onlyFirst, onlySecond, n, difference))
  return {
    low: bisect(-1, estimate, (difference) => distance(difference) > deviation(difference)),
    high: bisect(estimate, 1, (difference) => distance(difference) + deviation(difference) > 0),
  }
}

/** Variance of onlyFirst - onlySecond when the true difference is the given one, by maximum likelihood. */
function nullVariance(onlyFirst: number, onlySecond: number, n: number, difference: number): number {
  const a = 2 * n
  const b = -onlyFirst - onlySecond + (2 * n - onlyFirst + onlySecond) * difference
  const c = -onlySecond * difference * (1 - difference)
  const share = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a)
  return Math.max(0, n * (2 * share + difference * (1 - difference)))
}

/** Where `isBelow` turns from true to false between two ends. */
function bisect(from: number, to: number, isBelow: (at: number) => boolean): number {
  let [low, high] = [from, to]
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

import { betaQuantile } from './beta-distribution.ts'
import type { Interval, IntervalOptions } from './wilson-interval.ts'

/**
 * An interval for a share whose ends are beta quantiles. `added` is what each end adds to the successes and to the
 * failures to get its parameters. `low` is 0 without successes, `high` 1 without failures.
 *
 * @throws RangeError unless 0 <= successes <= n, both finite
 */
export function betaInterval(
  successes: number,
  n: number,
  { confidence = 0.95, sided = 'two' }: IntervalOptions,
  added: { low: readonly [number, number]; high: readonly [number, number] },
): Interval {
  if (!(successes >= 0 && successes <= n && n < Infinity)) {
    throw new RangeError(`Finite counts with 0 <= successes <= n were expected, got ${successes} of ${n}.`)
  }
  const tail = sided === 'two' ? (1 - confidence) / 2 : 1 - confidence
  const failures = n - successes
  const end = (probability: number, [toSuccesses, toFailures]: readonly [number, number]) =>
    betaQuantile(probability, successes + toSuccesses, failures + toFailures)
  return {
    low: sided === 'upper' || successes === 0 ? 0 : end(tail, added.low),
    high: sided === 'lower' || failures === 0 ? 1 : end(1 - tail, added.high),
  }
}

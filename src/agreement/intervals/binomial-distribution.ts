import { betaDistribution } from './beta-distribution.ts'

/**
 * P(X <= count) for X ~ Binomial(n, rate), by the incomplete beta function: I_{1 - rate}(n - count, count + 1).
 * `count` and `n` need not be integers (effective counts): the same function then runs smoothly between them.
 *
 * @throws RangeError unless 0 <= rate <= 1
 */
export function binomialDistribution(count: number, n: number, rate: number): number {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`A rate from 0 to 1 was expected, got ${rate}.`)
  if (count <= -1) return 0
  if (count >= n) return 1
  return betaDistribution(1 - rate, n - count, count + 1, rate)
}

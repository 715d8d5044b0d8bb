import { binomialDistribution } from '../intervals/binomial-distribution.ts'

/** P-values of McNemar's test. */
export interface McNemar {
  /** Two-sided exact. */
  exact: number
  /** Two-sided mid-p, the recommended one (Fagerland, Lydersen and Laake 2013). */
  midP: number
  /** One-sided mid-p against "the first is no better than the second". */
  midPOneSided: number
}

/**
 * McNemar's test from the rows on which exactly one of two judges is right: under the null hypothesis
 * `onlyFirst` is Binomial(onlyFirst + onlySecond, 1/2). Exact for any count of rows. Counts need not be integers
 * (effective counts).
 *
 * @throws RangeError for a negative count
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  if (!(onlyFirst >= 0 && onlySecond >= 0)) {
    throw new RangeError(`Counts of 0 or more were expected, got ${onlyFirst} and ${onlySecond}.`)
  }
  if (onlyFirst === onlySecond) return { exact: 1, midP: 1, midPOneSided: 0.5 }
  const fewer = Math.min(onlyFirst, onlySecond)
  const n = onlyFirst + onlySecond
  const atMost = binomialDistribution(fewer, n, 0.5)
  const half = (atMost + binomialDistribution(fewer - 1, n, 0.5)) / 2
  return {
    exact: Math.min(1, 2 * atMost),
    midP: Math.min(1, 2 * half),
    midPOneSided: onlyFirst > onlySecond ? half : 1 - half,
  }
}

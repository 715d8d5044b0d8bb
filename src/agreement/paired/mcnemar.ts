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
 * `onlyFirst` is Binomial(onlyFirst + onlySecond, 1/2). Exact, in log space, for any count of rows.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const fewer = Math.min(onlyFirst, onlySecond)
  const tail = lowerTail(fewer, onlyFirst + onlySecond)
  const half = tail.below + tail.at / 2
  if (onlyFirst === onlySecond) return { exact: 1, midP: 1, midPOneSided: 0.5 }
  return {
    exact: Math.min(1, 2 * (tail.below + tail.at)),
    midP: Math.min(1, 2 * half),
    midPOneSided: onlyFirst > onlySecond ? half : 1 - half,
  }
}

/** P(X < count) and P(X = count) for X ~ Binomial(n, 1/2). */
function lowerTail(count: number, n: number): { below: number; at: number } {
  let logarithm = -n * Math.LN2
  for (let step = 1; step <= count; step++) logarithm += Math.log((n - count + step) / step)
  const at = Math.exp(logarithm)
  let below = 0
  let term = at
  for (let k = count; k > 0 && term > 0; k--) {
    term *= k / (n - k + 1)
    below += term
  }
  return { below, at }
}

/**
 * The error rate at which each of several decisions is made so that the chance of any wrong one stays at `alpha`
 * (Holm 1979): the smallest p at alpha / k, the next at alpha / (k - 1), and so on; from the first that is not
 * reached, all others at that one's rate. In the order of `pValues`.
 */
export function holmAlphas(pValues: readonly number[], alpha: number): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((left, right) => left.p - right.p)
  const alphas = pValues.map(() => alpha)
  let stopped: number | undefined
  for (const [rank, { p, index }] of order.entries()) {
    const own = stopped ?? alpha / (pValues.length - rank)
    alphas[index] = own
    if (p > own) stopped = own
  }
  return alphas
}

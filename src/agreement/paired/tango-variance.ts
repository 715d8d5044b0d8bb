/**
 * The variance of onlyFirst - onlySecond on n rows when the true difference of the two shares is the given one, by
 * restricted maximum likelihood (Tango 1998). Counts need not be integers (effective counts).
 *
 * @throws RangeError unless n is above 0 and at least onlyFirst + onlySecond
 */
export function tangoVariance(onlyFirst: number, onlySecond: number, n: number, difference: number): number {
  // Effective counts are rounded products: their sum may exceed n by rounding alone.
  if (!(n > 0 && onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= n * (1 + 1e-12))) {
    throw new RangeError(`Counts within n > 0 rows were expected, got ${onlyFirst}, ${onlySecond} of ${n}.`)
  }
  const a = 2 * n
  const b = -onlyFirst - onlySecond + (2 * n - onlyFirst + onlySecond) * difference
  const c = -onlySecond * difference * (1 - difference)
  const share = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a)
  return Math.max(0, n * (2 * share + difference * (1 - difference)))
}

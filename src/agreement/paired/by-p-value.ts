/**
 * P-values with their places, the smallest first.
 *
 * @throws RangeError for a p-value outside 0 to 1
 */
export function byPValue(pValues: readonly number[]): { p: number; index: number }[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1))
  if (wrong !== undefined) throw new RangeError(`P-values from 0 to 1 were expected, got ${wrong}.`)
  return pValues.map((p, index) => ({ p, index })).sort((left, right) => left.p - right.p)
}

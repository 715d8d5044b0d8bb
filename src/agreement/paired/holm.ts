import { byPValue } from './by-p-value.ts'

/**
 * P-values adjusted for many tests (Holm 1979), in the order given, at most 1: those at or below alpha keep the
 * chance of any false alarm at alpha, however the tests depend on one another.
 *
 * @throws RangeError for a p-value outside 0 to 1
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0)
  let largest = 0
  for (const [rank, { p, index }] of byPValue(pValues).entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)))
    adjusted[index] = largest
  }
  return adjusted
}

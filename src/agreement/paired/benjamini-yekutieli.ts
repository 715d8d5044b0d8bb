import { byPValue } from './by-p-value.ts'

/**
 * P-values adjusted for many tests (Benjamini and Yekutieli 2001), in the order given, at most 1: those at or below q
 * keep the expected share of false alarms among them at q, however the tests depend on one another.
 *
 * @throws RangeError for a p-value outside 0 to 1
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0)
  const factor = pValues.reduce((sum, _, index) => sum + pValues.length / (index + 1), 0)
  let smallest = 1
  for (const [rank, { p, index }] of [...byPValue(pValues).entries()].toReversed()) {
    smallest = Math.min(smallest, (p * factor) / (rank + 1))
    adjusted[index] = smallest
  }
  return adjusted
}

import { byPValue } from './by-p-value.ts'

/**
 * P-values adjusted for many tests (Benjamini and Hochberg 1995), in the order given, at most 1: those at or below q
 * keep the expected share of false alarms among them at q, where the tests are independent or go together (Benjamini
 * and Yekutieli 2001).
 *
 * @throws RangeError for a p-value outside 0 to 1
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0)
  let smallest = 1
  for (const [rank, { p, index }] of [...byPValue(pValues).entries()].toReversed()) {
    smallest = Math.min(smallest, (p * pValues.length) / (rank + 1))
    adjusted[index] = smallest
  }
  return adjusted
}

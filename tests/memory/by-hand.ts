/** Cosine similarity in plain 64-bit arithmetic. */
export function unitCosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right))
}

/** The keys of the `count` nearest entries: every similarity computed, all sorted. */
export function nearestByHand(
  entries: readonly { key: string; vector: ArrayLike<number> }[],
  query: ArrayLike<number>,
  count: number,
): string[] {
  return entries
    .map(({ key, vector }) => ({ key, similarity: unitCosine(vector, query) }))
    .toSorted((one, two) => two.similarity - one.similarity || (one.key < two.key ? -1 : 1))
    .slice(0, count)
    .map(({ key }) => key)
}

function product(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return Array.from(left).reduce((sum, element, index) => sum + element * (right[index] ?? Number.NaN), 0)
}

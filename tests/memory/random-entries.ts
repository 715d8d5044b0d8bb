/** Entries with independent elements in [-1, 1). */
export function randomEntries(
  count: number,
  dimensions: number,
  random: () => number,
  prefix = 'key',
): { key: string; vector: number[] }[] {
  return Array.from({ length: count }, (_, at) => ({
    key: `${prefix}-${String(at).padStart(4, '0')}`,
    vector: Array.from({ length: dimensions }, () => 2 * random() - 1),
  }))
}

import { type Statistic, value } from '../statistic.ts'
import { type NumericPair, totalWeight, weightsOf, withoutRanks } from './numeric-pair.ts'

/**
 * Kendall's tau-b (Kendall 1945): concordant less discordant pairs of rows, over the geometric mean of the
 * pairs not tied in truth and those not tied in verdict. A pair counts with the product of its weights. It
 * takes n log n steps, by a tree of the weights seen so far. Undefined without rows, or when all truths or
 * all verdicts are one number, as with a single row.
 */
export function kendallTauB(pairs: readonly NumericPair[]): Statistic {
  const refused = withoutRanks(pairs)
  if (refused !== undefined) return refused
  const verdicts = [...weightsOf(pairs, 'verdict').keys()].sort((left, right) => left - right)
  const places = new Map(verdicts.map((verdict, index) => [verdict, index + 1]))
  const rows = pairs
    .map(({ truth, verdict, weight = 1 }) => ({ truth, weight, place: places.get(verdict) ?? 0 }))
    .sort((left, right) => left.truth - right.truth)
  const seen = prefixSums(verdicts.length)
  let [excess, start] = [0, 0]
  while (start < rows.length) {
    let end = start
    while (rows[end]?.truth === rows[start]?.truth && end < rows.length) end++
    const tied = rows.slice(start, end)
    for (const { place, weight } of tied) {
      const above = seen.upTo(verdicts.length) - seen.upTo(place)
      excess += weight * (seen.upTo(place - 1) - above)
    }
    for (const { place, weight } of tied) seen.add(place, weight)
    start = end
  }
  const tau = (2 * excess) / Math.sqrt(untied(pairs, 'truth') * untied(pairs, 'verdict'))
  return value(Math.max(-1, Math.min(1, tau)))
}

/** Twice the weight of the pairs of rows that differ on one side. */
function untied(pairs: readonly NumericPair[], side: 'truth' | 'verdict'): number {
  const total = totalWeight(pairs)
  let sum = 0
  for (const weight of weightsOf(pairs, side).values()) sum += weight * (total - weight)
  return sum
}

/** Sums over the places 1 to `size`, by a binary indexed tree (Fenwick 1994). */
function prefixSums(size: number) {
  const tree = new Float64Array(size + 1)
  return {
    add(place: number, weight: number): void {
      for (let node = place; node <= size; node += node & -node) tree[node] = (tree[node] ?? 0) + weight
    },
    upTo(place: number): number {
      let sum = 0
      for (let node = place; node > 0; node -= node & -node) sum += tree[node] ?? 0
      return sum
    },
  }
}

import type { VectorIndex } from './vector-index.ts'
import { queryVector, rank, vectorAt, type VectorSet } from './vector-set.ts'

const tries = 50
const leastSelfHitShare = 0.99
const neighboursAsked = 5
/**
 * Queries between stored vectors are harder than texts are: a graph of 100,000 clustered vectors that misses nothing of
 * new ones finds 92 % of their neighbours; one that loses a third of what is new, 78 to 83 %.
 */
const leastNeighbourShare = 0.85
const tieTolerance = 1e-6

/**
 * What a graph does not find, in words, or undefined where it is sound: of up to 50 stored vectors at least 99 % find
 * themselves.
 */
export function selfHitFault(set: VectorSet, index: VectorIndex): string | undefined {
  const positions = spread(set)
  const hits = positions.filter((position) => {
    const query = vectorAt(set, position)
    const [found] = index.search(query, 1)
    const [itself] = rank(set, query, [position], 1)
    return (
      found && itself && (found.key === itself.key || found.similarity > itself.similarity - tieTolerance)
    )
  })
  const share = positions.length === 0 ? 1 : hits.length / positions.length
  return share < leastSelfHitShare ? `${percent(share)} of the vectors it was asked for` : undefined
}

/**
 * What a graph misses of what the exact scan finds, in words, or undefined where it is sound: of the 5 nearest to up to
 * 50 queries, each between two stored vectors that have nothing to do with each other, at least 85 %. Stored vectors
 * alone do not tell: where thousands are nearly equal, each finds itself, and what is new misses a third of its
 * neighbours.
 */
export function neighbourFault(set: VectorSet, index: VectorIndex): string | undefined {
  const size = set.keys.length
  let [found, there] = [0, 0]
  for (const position of spread(set)) {
    const other = vectorAt(set, (position + Math.floor(size / 2) + 1) % size)
    const between = vectorAt(set, position).map((element, at) => element + (other[at] as number) / 2)
    const query = queryVector(set, between)
    const right = rank(set, query, set.keys.keys(), neighboursAsked)
    const least = (right.at(-1)?.similarity ?? 1) - tieTolerance
    there += right.length
    found += index.search(query, neighboursAsked).filter(({ similarity }) => similarity >= least).length
  }
  return found < leastNeighbourShare * there ? `${percent(found / there)} of the nearest vectors` : undefined
}

/** Up to 50 positions, evenly spread. */
function spread({ keys: { length } }: VectorSet): number[] {
  const count = Math.min(tries, length)
  return Array.from({ length: count }, (_, attempt) => Math.floor((attempt * length) / count))
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}

import { graphClass, loadHnswlib, type HnswGraph, type HnswGraphClass, type LoadAddon } from './hnsw-addon.ts'
import type { VectorIndex } from './vector-index.ts'
import {
  queryVector,
  rank,
  resultCount,
  vectorAt,
  vectorSet,
  type IndexEntry,
  type VectorSet,
} from './vector-set.ts'

const linksPerNode = 16
const candidatesWhenBuilding = 200
const leastCandidates = 100
const seed = 100

/**
 * An index over an HNSW graph (Malkov and Yashunin 2018) held by `hnswlib-node`: inner product on vectors of
 * length 1, M 16, efConstruction 200, ef max(100, 4 × count), a fixed seed, insertion in order of keys. The graph
 * proposes candidates; similarities are computed from the stored vectors, as the exact index does.
 *
 * @throws VitestJudgeError `invalid-vector` for an entry that is not valid; whatever the import of the addon throws
 */
export async function hnswIndex(
  entries: readonly IndexEntry[],
  dimensions: number,
  loadAddon: LoadAddon = loadHnswlib,
): Promise<VectorIndex> {
  const set = vectorSet(entries, dimensions)
  return hnswIndexOf(set, graphClass(await loadAddon()))
}

/** The HNSW index over vectors already checked. */
export function hnswIndexOf(set: VectorSet, Graph: HnswGraphClass): VectorIndex {
  const groups = positionsByVector(set)
  const graph = groups.length === 0 ? undefined : filledGraph(set, groups, Graph)
  return {
    engine: 'hnsw',
    search: (vector, count) => {
      const wanted = resultCount(set, count)
      const query = queryVector(set, vector)
      if (wanted === 0 || graph === undefined) return []
      const candidates = Math.min(groups.length, Math.max(leastCandidates, 4 * wanted))
      graph.setEf(candidates)
      const { neighbors } = graph.searchKnn(Array.from(query), candidates)
      const positions = neighbors.flatMap((label) => groups[label] ?? [])
      // A graph may fail to reach some of its points; a search never hands back fewer than there are.
      return rank(set, query, positions.length < wanted ? set.keys.keys() : positions, wanted)
    },
  }
}

/**
 * Positions that share one vector, in order of the first. Each distinct vector enters the graph once: hundreds of
 * equal points fill each other's links and hide the rest.
 */
function positionsByVector(set: VectorSet): number[][] {
  const groups = new Map<string, number[]>()
  for (const position of set.keys.keys()) {
    const { buffer, byteOffset, byteLength } = vectorAt(set, position)
    const bytes = Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
    const group = groups.get(bytes)
    if (group === undefined) groups.set(bytes, [position])
    else group.push(position)
  }
  return [...groups.values()]
}

function filledGraph(set: VectorSet, groups: readonly number[][], Graph: HnswGraphClass): HnswGraph {
  const graph = new Graph('ip', set.dimensions)
  graph.initIndex(groups.length, linksPerNode, candidatesWhenBuilding, seed)
  for (const [label, [position]] of groups.entries()) {
    graph.addPoint(Array.from(vectorAt(set, position as number)), label)
  }
  return graph
}

import { sha256 } from '../io/index.ts'
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

/** How graphs are built: `M`, `efConstruction` and the seed of hnswlib. */
export const graphSettings = { linksPerNode: 16, candidatesWhenBuilding: 200, seed: 100 }

const leastCandidates = 100

/** The points of a graph: each distinct vector once, under its place here as label. */
export interface GraphPoints {
  set: VectorSet
  /** For each label the positions in the set that share its vector. */
  positions: number[][]
  /** For each label the SHA-256 of the vector's bytes. */
  hashes: string[]
}

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
  const points = graphPoints(vectorSet(entries, dimensions))
  return graphIndex(points, builtGraph(points, graphClass(await loadAddon())))
}

/**
 * The distinct vectors of a set, in order of the first key of each. Each enters the graph once: hundreds of equal
 * points fill each other's links and hide the rest.
 */
export function graphPoints(set: VectorSet): GraphPoints {
  const byHash = new Map<string, number[]>()
  for (const position of set.keys.keys()) {
    const { buffer, byteOffset, byteLength } = vectorAt(set, position)
    const hash = sha256(new Uint8Array(buffer, byteOffset, byteLength))
    const positions = byHash.get(hash)
    if (positions === undefined) byHash.set(hash, [position])
    else positions.push(position)
  }
  return { set, positions: [...byHash.values()], hashes: [...byHash.keys()] }
}

/** A graph of all points; undefined where there is none, as hnswlib has no empty graphs. */
export function builtGraph({ set, positions }: GraphPoints, Graph: HnswGraphClass): HnswGraph | undefined {
  if (positions.length === 0) return undefined
  const { linksPerNode, candidatesWhenBuilding, seed } = graphSettings
  const graph = new Graph('ip', set.dimensions)
  graph.initIndex(positions.length, linksPerNode, candidatesWhenBuilding, seed)
  for (const [label, [position]] of positions.entries()) {
    graph.addPoint(Array.from(vectorAt(set, position as number)), label)
  }
  return graph
}

/** The index over points and their graph, built or loaded. */
export function graphIndex(
  { set, positions }: GraphPoints,
  graph: HnswGraph | undefined,
  isFromDisk = false,
): VectorIndex {
  return {
    engine: 'hnsw',
    isFromDisk,
    search: (vector, count) => {
      const wanted = resultCount(set, count)
      const query = queryVector(set, vector)
      if (wanted === 0 || graph === undefined) return []
      const candidates = Math.min(positions.length, Math.max(leastCandidates, 4 * wanted))
      // At each search: a file does not hold it, and it goes back to 10 on loading.
      graph.setEf(candidates)
      const { neighbors } = graph.searchKnn(Array.from(query), candidates)
      const found = neighbors.flatMap((label) => positions[label] ?? [])
      // A graph may fail to reach some of its points; a search never hands back fewer than there are.
      return rank(set, query, found.length < wanted ? set.keys.keys() : found, wanted)
    },
  }
}

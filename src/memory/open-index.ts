import { exactIndexOf } from './exact-index.ts'
import { isCached, loadGraph, storeGraph, vectorsStamp, type GraphCache } from './graph-cache.ts'
import { graphClass, loadHnswlib, type HnswGraph, type HnswGraphClass, type LoadAddon } from './hnsw-addon.ts'
import { builtGraph, graphIndex, graphPoints, type GraphPoints } from './hnsw-index.ts'
import type { IndexEngine, VectorIndex } from './vector-index.ts'
import { rank, vectorAt, vectorSet, type IndexEntry, type VectorSet } from './vector-set.ts'

const selfTestSize = 50
const leastSelfHitShare = 0.99
const tieTolerance = 1e-6

/** How an index is opened. */
export interface IndexOptions {
  /** Default `'hnsw'`, which gives way to `'exact'` where the addon is missing or fails its self-test. */
  engine?: IndexEngine | undefined
  /** Receives one sentence when the exact scan has to stand in; default: nobody. */
  notify?: ((notice: string) => void) | undefined
  /** Imports the addon; default `hnswlib-node`. */
  loadAddon?: LoadAddon | undefined
  /** Where a graph is kept between runs; default nowhere. */
  cache?: GraphCache | undefined
}

/**
 * Opens an index over vectors: HNSW, from disk where a file of exactly these vectors is kept, or the exact scan when
 * asked for, when `hnswlib-node` cannot be had, or when fewer than 99 % of up to 50 stored vectors find themselves in
 * the graph.
 *
 * @throws VitestJudgeError `invalid-vector` for an entry that is not valid
 */
export async function openIndex(
  entries: readonly IndexEntry[],
  options: IndexOptions & { dimensions: number },
): Promise<VectorIndex> {
  const set = vectorSet(entries, options.dimensions)
  if (options.engine === 'exact') return exactIndexOf(set)
  try {
    const Graph = graphClass(await (options.loadAddon ?? loadHnswlib)())
    const points = graphPoints(set)
    const { index, share } = await openGraph(points, Graph, options.cache)
    if (index !== undefined) return index
    options.notify?.(
      `The HNSW index found only ${Math.round(share * 100)} % of the vectors it was asked for in its self-test, so an exact scan searches the memory.`,
    )
  } catch (error) {
    options.notify?.(
      `The HNSW engine hnswlib-node cannot be used (${firstLine(error)}), so an exact scan searches the memory.`,
    )
  }
  return exactIndexOf(set)
}

/** The graph's index, loaded or else built, and the share of its self-test; no index where that was failed. */
async function openGraph(
  points: GraphPoints,
  Graph: HnswGraphClass,
  cache: GraphCache | undefined,
): Promise<{ index: VectorIndex | undefined; share: number }> {
  const tested = (graph: HnswGraph | undefined, isFromDisk = false) => {
    const index = graphIndex(points, graph, isFromDisk)
    const share = selfHitShare(points.set, index)
    return { index: share >= leastSelfHitShare ? index : undefined, share }
  }
  if (cache === undefined || !isCached(points, cache)) return tested(builtGraph(points, Graph))
  const stamp = await vectorsStamp(cache.folder)
  const loaded = await loadGraph(points, Graph, cache)
  if (loaded !== undefined) {
    const outcome = tested(loaded, true)
    if (outcome.index !== undefined) return outcome
  }
  const graph = builtGraph(points, Graph)
  const outcome = tested(graph)
  if (graph !== undefined && outcome.index !== undefined) {
    const isSound = (again: HnswGraph) => tested(again).index !== undefined
    await storeGraph(points, graph, { Graph, cache, stamp, isSound })
  }
  return outcome
}

function selfHitShare(set: VectorSet, index: VectorIndex): number {
  const tries = Math.min(selfTestSize, set.keys.length)
  if (tries === 0) return 1
  let hits = 0
  for (let attempt = 0; attempt < tries; attempt++) {
    const position = Math.floor((attempt * set.keys.length) / tries)
    const query = vectorAt(set, position)
    const [found] = index.search(query, 1)
    const [itself] = rank(set, query, [position], 1)
    if (found && itself && (found.key === itself.key || found.similarity > itself.similarity - tieTolerance))
      hits++
  }
  return hits / tries
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // From where a package was imported helps nobody to install it.
  return (message.split('\n')[0] as string).replace(/ imported from .*$|[.:\s]+$/, '')
}

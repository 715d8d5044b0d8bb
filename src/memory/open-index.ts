import { exactIndexOf } from './exact-index.ts'
import { isCached, loadGraph, storeGraph, vectorsStamp, type GraphCache } from './graph-cache.ts'
import { graphClass, loadHnswlib, type HnswGraph, type HnswGraphClass, type LoadAddon } from './hnsw-addon.ts'
import { builtGraph, graphIndex, graphPoints, type GraphPoints } from './hnsw-index.ts'
import { neighbourFault, selfHitFault } from './self-test.ts'
import type { IndexEngine, VectorIndex } from './vector-index.ts'
import { vectorSet, type IndexEntry } from './vector-set.ts'

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
 * asked for, when `hnswlib-node` cannot be had, or when the graph fails its self-test: stored vectors find themselves,
 * and, once it is built, it finds what the exact scan finds.
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
    const { index, fault } = await openGraph(points, Graph, options.cache)
    if (fault === undefined) return index
    options.notify?.(
      `The HNSW index found only ${fault} in its self-test, so an exact scan searches the memory.`,
    )
  } catch (error) {
    options.notify?.(
      `The HNSW engine hnswlib-node cannot be used (${firstLine(error)}), so an exact scan searches the memory.`,
    )
  }
  return exactIndexOf(set)
}

/** The graph's index, loaded or else built, and what it missed in its self-test. */
async function openGraph(
  points: GraphPoints,
  Graph: HnswGraphClass,
  cache: GraphCache | undefined,
): Promise<Tested> {
  if (cache === undefined || !isCached(points, cache)) return testedGraph(points, builtGraph(points, Graph))
  const stamp = await vectorsStamp(cache.folder)
  const loaded = await loadGraph(points, Graph, cache)
  if (loaded !== undefined) {
    // Byte for byte what was held against the exact scan when it was built.
    const index = graphIndex(points, loaded, true)
    if (selfHitFault(points.set, index) === undefined) return { index, fault: undefined }
  }
  const graph = builtGraph(points, Graph)
  const tested = testedGraph(points, graph)
  if (graph !== undefined && tested.fault === undefined) {
    const isSound = (again: HnswGraph) => selfHitFault(points.set, graphIndex(points, again)) === undefined
    await storeGraph(points, graph, { Graph, cache, stamp, isSound })
  }
  return tested
}

interface Tested {
  index: VectorIndex
  fault: string | undefined
}

function testedGraph(points: GraphPoints, graph: HnswGraph | undefined): Tested {
  const index = graphIndex(points, graph)
  return { index, fault: selfHitFault(points.set, index) ?? neighbourFault(points.set, index) }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // From where a package was imported, or where its addon was looked for, helps nobody to install it.
  return (message.split('\n')[0] as string).replace(/ imported from .*$|\. Tried:$|[.:\s]+$/, '')
}

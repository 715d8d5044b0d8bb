import { join } from 'node:path'
import { VitestJudgeError, type EmbedderIdentity } from '../contract/index.ts'
import {
  exists,
  fileDigest,
  fileStamp,
  moveFile,
  namesIn,
  pinFile,
  prettyJson,
  readTextIfAny,
  removeFile,
  syncFile,
  temporaryPath,
  withLock,
  writeWhole,
} from '../io/index.ts'
import type { HnswGraph, HnswGraphClass } from './hnsw-addon.ts'
import type { GraphPoints } from './hnsw-index.ts'
import { fileOfManifest, indexManifest } from './index-manifest.ts'

/** Where graphs are kept between runs. */
export interface GraphCache {
  /** The memory's folder. */
  folder: string
  identity: EmbedderIdentity
  /** Fewer distinct vectors are not written: building them again takes less than half a second. Default 2000. */
  leastVectors?: number | undefined
}

/** From so many distinct vectors on, a graph is kept on disk: below, it is built in less than half a second. */
export const defaultLeastVectors = 2000

/** Where a memory's index and its manifest lie. */
export function indexPaths(folder: string): { index: string; manifest: string } {
  return { index: join(folder, 'index.hnsw'), manifest: join(folder, 'index.json') }
}

/** True where so many points are worth a file. */
export function isCached({ positions }: GraphPoints, cache: GraphCache): boolean {
  return positions.length >= Math.max(1, cache.leastVectors ?? defaultLeastVectors)
}

/**
 * The graph of these points from disk, in a fresh instance; undefined where there is none, or where anything about
 * it disagrees: a file whose checksum is not the manifest's never reaches the addon, which it could crash.
 */
export async function loadGraph(
  points: GraphPoints,
  Graph: HnswGraphClass,
  cache: GraphCache,
): Promise<HnswGraph | undefined> {
  const { index, manifest } = indexPaths(cache.folder)
  const text = await readTextIfAny(manifest).catch(() => undefined)
  const expected = fileOfManifest(text, points, cache.identity)
  if (expected === undefined) return undefined
  const pinned = await pinFile(index)
  if (pinned === undefined) return undefined
  try {
    const digest = await fileDigest(pinned)
    if (digest?.bytes !== expected.bytes || digest.sha256 !== expected.sha256) return undefined
    return readGraph(pinned, points, Graph)
  } finally {
    await removeFile(pinned)
  }
}

/**
 * Writes a graph beside its memory: to a name of its own, read back in a fresh instance and held to a test, then
 * moved into place, its manifest last. It is a cache: where that cannot be done, or another process writes, or the
 * vectors on disk have changed since `stamp`, nothing is written and nothing is said.
 */
export async function storeGraph(
  points: GraphPoints,
  graph: HnswGraph,
  options: {
    Graph: HnswGraphClass
    cache: GraphCache
    stamp: string
    isSound: (graph: HnswGraph) => boolean
  },
): Promise<void> {
  const { folder } = options.cache
  const { index, manifest } = indexPaths(folder)
  const temporary = temporaryPath(index)
  try {
    graph.writeIndexSync(temporary)
    await syncFile(temporary)
    const digest = await fileDigest(temporary)
    const again = readGraph(temporary, points, options.Graph)
    if (digest === undefined || again === undefined || !options.isSound(again)) return
    await withLock(join(folder, '.lock'), async () => {
      if ((await vectorsStamp(folder)) !== options.stamp) return
      await removeIndex(folder, [temporary])
      const ignore = join(folder, '.gitignore')
      if (!(await exists(ignore))) await writeWhole(ignore, 'index.*\n.gitignore\n')
      await moveFile(temporary, index)
      await writeWhole(manifest, prettyJson(indexManifest(points, options.cache.identity, digest)))
    })
  } catch {
    // Another writer, a disk that is full or may not be written: the next run builds again.
  } finally {
    await removeFile(temporary)
  }
}

/** Changes whenever the vectors on disk are written anew. */
export function vectorsStamp(folder: string): Promise<string> {
  return fileStamp(join(folder, 'vectors.jsonl'))
}

/**
 * Removes the index of a memory and what an interrupted process left of one; the caller holds the lock.
 *
 * @throws VitestJudgeError `damaged-file` where something that is no file stands in its place
 */
export async function removeIndex(folder: string, spared: readonly string[] = []): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if (!/^index\.(hnsw|json)(\..*)?$/.test(name) || spared.includes(path)) continue
    await removeFile(path).catch((cause: unknown) => {
      throw new VitestJudgeError('damaged-file', {
        message: `${path} cannot be removed (${(cause as Error).message}); expected a file of the index, which is made anew.`,
        hint: `Remove it by hand: rm -r ${path}.`,
        cause,
      })
    })
  }
}

function readGraph(path: string, points: GraphPoints, Graph: HnswGraphClass): HnswGraph | undefined {
  try {
    const graph = new Graph('ip', points.set.dimensions)
    graph.readIndexSync(path)
    return graph.getCurrentCount() === points.positions.length ? graph : undefined
  } catch {
    // Cut short, or gone: the addon says so, and a fresh instance survives it.
    return undefined
  }
}

import type { Episode } from '../contract/index.ts'
import type { StoredMemory } from './load-memory.ts'
import { openIndex, type IndexOptions } from './open-index.ts'
import type { IndexEngine } from './vector-index.ts'
import { checkCount } from './vector-set.ts'

/** The sample being judged, which must never be shown as its own example. */
export interface RecallExclusion {
  sampleId: string
  rowId: string
  group?: string | undefined
}

/** An episode found; cosine similarity in [-1, 1]. */
export interface RecalledEpisode {
  episode: Episode
  similarity: number
}

/** Finds the episodes nearest to a sample. */
export interface Recall {
  readonly engine: IndexEngine
  /**
   * The `k` nearest episodes that are neither of the same sample, row nor group, or all such when there are
   * fewer: similarity descending, then hash of the text, then sample id. Episodes without a vector never appear.
   *
   * @throws VitestJudgeError `invalid-vector` when the vector is not valid, `invalid-options` when k is no count
   */
  nearest(vector: ArrayLike<number>, options: { k: number; exclude: RecallExclusion }): RecalledEpisode[]
}

/** Builds the index over a memory's vectors, one entry for each distinct text. */
export async function openRecall(stored: StoredMemory, options: IndexOptions = {}): Promise<Recall> {
  const { identity, vectors } = stored.table
  const byKey = Map.groupBy(
    stored.memory.episodes.filter(({ vector }) => vectors.has(vector)).toSorted(bySampleId),
    ({ vector }) => vector,
  )
  const entries = Array.from(byKey.keys(), (key) => ({ key, vector: vectors.get(key) as Float32Array }))
  const index = await openIndex(entries, { ...options, dimensions: identity.dimensions })
  return {
    engine: index.engine,
    nearest: (vector, { k, exclude }) => {
      checkCount(k)
      const withheld = [...byKey.values()].filter((episodes) =>
        episodes.every((episode) => isExcluded(episode, exclude)),
      ).length
      return index
        .search(vector, k + withheld)
        .flatMap(({ key, similarity }) =>
          (byKey.get(key) as Episode[])
            .filter((episode) => !isExcluded(episode, exclude))
            .map((episode) => ({ episode, similarity })),
        )
        .slice(0, k)
    },
  }
}

function isExcluded(episode: Episode, { sampleId, rowId, group }: RecallExclusion): boolean {
  return (
    episode.sampleId === sampleId ||
    episode.rowId === rowId ||
    (group !== undefined && episode.group === group)
  )
}

function bySampleId(left: Episode, right: Episode): number {
  return left.sampleId < right.sampleId ? -1 : left.sampleId > right.sampleId ? 1 : 0
}

import type { Episode } from '../contract/index.ts'
import { episodeText } from './episode-text.ts'
import type { StoredMemory } from './load-memory.ts'
import { alikeFinder } from './near-duplicate.ts'
import { openIndex, type IndexOptions } from './open-index.ts'
import type { IndexEngine } from './vector-index.ts'
import { checkCount } from './vector-set.ts'

/** The sample being judged, which must never be shown as its own example. */
export interface RecallExclusion {
  sampleId: string
  rowId: string
  group?: string | undefined
  /** The sample's `episodeText`. */
  text: string
}

/** An episode found; cosine similarity in [-1, 1]. */
export interface RecalledEpisode {
  episode: Episode
  similarity: number
}

/** What a search of a memory came to. */
export interface Recalled {
  /** Nearest first. */
  episodes: RecalledEpisode[]
  /** How many episodes of other rows and groups were withheld because they say the same or nearly the same. */
  nearDuplicates: number
}

/** Finds the episodes nearest to a sample. */
export interface Recall {
  readonly engine: IndexEngine
  /**
   * The `k` nearest episodes that are neither of the same sample, row nor group, nor equal or nearly equal in
   * content, or all such when there are fewer: similarity descending, then hash of the text, then sample id.
   * Episodes without a vector never appear and are not counted.
   *
   * @throws VitestJudgeError `invalid-vector` when the vector is not valid, `invalid-options` when k is no count
   */
  nearest(vector: ArrayLike<number>, options: { k: number; exclude: RecallExclusion }): Recalled
}

/** Builds the index over a memory's vectors, one entry for each distinct text. */
export async function openRecall(stored: StoredMemory, options: IndexOptions = {}): Promise<Recall> {
  const { identity, vectors } = stored.table
  const known = stored.memory.episodes.filter(({ vector }) => vectors.has(vector)).toSorted(bySampleId)
  const byKey = Map.groupBy(known, ({ vector }) => vector)
  const entries = Array.from(byKey.keys(), (key) => ({ key, vector: vectors.get(key) as Float32Array }))
  const index = await openIndex(entries, { ...options, dimensions: identity.dimensions })
  const alike = alikeFinder(known.map(episodeText))
  return {
    engine: index.engine,
    nearest: (vector, { k, exclude }) => {
      checkCount(k)
      const own = known.filter((episode) => isOwn(episode, exclude))
      const excluded = new Set([...own, ...alike(exclude.text).map((position) => known[position])])
      const withheld = [...byKey.values()].filter((episodes) =>
        episodes.every((episode) => excluded.has(episode)),
      ).length
      const episodes = index
        .search(vector, k + withheld)
        .flatMap(({ key, similarity }) =>
          (byKey.get(key) as Episode[])
            .filter((episode) => !excluded.has(episode))
            .map((episode) => ({ episode, similarity })),
        )
        .slice(0, k)
      return { episodes, nearDuplicates: excluded.size - own.length }
    },
  }
}

function isOwn(episode: Episode, { sampleId, rowId, group }: RecallExclusion): boolean {
  return (
    episode.sampleId === sampleId ||
    episode.rowId === rowId ||
    (group !== undefined && episode.group === group)
  )
}

function bySampleId(left: Episode, right: Episode): number {
  return left.sampleId < right.sampleId ? -1 : left.sampleId > right.sampleId ? 1 : 0
}

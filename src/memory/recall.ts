import type { Episode } from '../contract/index.ts'
import { countsBy, findCandidates, valueKey, type FoundEpisode } from './candidates.ts'
import { chooseExamples } from './choose-examples.ts'
import { exclusionFinder, type RecallExclusion } from './exclusion.ts'
import type { GraphCache } from './graph-cache.ts'
import type { StoredMemory } from './load-memory.ts'
import { openIndex, type IndexOptions } from './open-index.ts'
import { normalised } from './vector.ts'
import type { IndexEngine } from './vector-index.ts'
import { checkCount } from './vector-set.ts'

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

/** How the index of a memory is opened. */
export interface RecallOptions extends Omit<IndexOptions, 'cache'> {
  /** The memory's folder, where a large index is kept between runs; default nowhere. */
  cache?: Omit<GraphCache, 'identity'> | undefined
}

/** Finds the episodes nearest to a sample. */
export interface Recall {
  readonly engine: IndexEngine
  /** True where the index was read from disk. */
  readonly isFromDisk: boolean
  /**
   * The `k` nearest episodes that are neither of the same sample, row nor group, nor equal or nearly equal in
   * content, or all such when there are fewer: similarity descending, then hash of the text, then sample id.
   * Episodes without a vector never appear and are not counted.
   *
   * The memory's `recall` may ask for more: at least so much similarity; episodes of every value, as far as there are
   * some; unlikeness among the `k`, which are then chosen from the 10 × k nearest, or 50 where that is more.
   *
   * @throws VitestJudgeError `invalid-vector` when the vector is not valid, `invalid-options` when k is no count
   */
  nearest(vector: ArrayLike<number>, options: { k: number; exclude: RecallExclusion }): Recalled
}

/** Opens the index over a memory's vectors, one entry for each distinct text. */
export async function openRecall(stored: StoredMemory, options: RecallOptions = {}): Promise<Recall> {
  const { identity, vectors } = stored.table
  const { recall: settings = {} } = stored.memory
  const known = stored.memory.episodes.filter(({ vector }) => vectors.has(vector)).toSorted(bySampleId)
  const byKey = Map.groupBy(known, ({ vector }) => vector)
  const entries = Array.from(byKey.keys(), (key) => ({ key, vector: vectors.get(key) as Float32Array }))
  const index = await openIndex(entries, {
    ...options,
    cache: options.cache && { ...options.cache, identity },
    dimensions: identity.dimensions,
  })
  const findExcluded = exclusionFinder(known)
  const valueCounts = countsBy(known.map(valueKey))
  const likeness = (left: FoundEpisode, right: FoundEpisode) =>
    cosine(vectors.get(left.episode.vector) ?? [], vectors.get(right.episode.vector) ?? [])
  return {
    engine: index.engine,
    isFromDisk: index.isFromDisk,
    nearest: (vector, { k, exclude }) => {
      checkCount(k)
      const { own, all: excluded } = findExcluded(exclude)
      const searched = { search: (count: number) => index.search(vector, count), byKey, valueCounts }
      const candidates = findCandidates(searched, excluded, k, settings)
      const episodes = chooseExamples(candidates, k, settings, likeness)
      return {
        episodes: episodes.map(({ episode, similarity }) => ({ episode, similarity })),
        nearDuplicates: excluded.size - own.size,
      }
    },
  }
}

function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const [one, other] = [normalised(left), normalised(right)]
  return one.reduce((sum, element, index) => sum + element * (other[index] as number), 0)
}

function bySampleId(left: Episode, right: Episode): number {
  return left.sampleId < right.sampleId ? -1 : left.sampleId > right.sampleId ? 1 : 0
}

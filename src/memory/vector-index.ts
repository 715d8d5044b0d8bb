import type { Neighbour } from './vector-set.ts'

/** The two ways to search: a graph (HNSW, approximate) or a scan of all vectors (exact). */
export type IndexEngine = 'hnsw' | 'exact'

/** Finds the stored vectors nearest to a query. */
export interface VectorIndex {
  readonly engine: IndexEngine
  /** True where its graph was read from disk. */
  readonly isFromDisk: boolean
  /**
   * The `count` nearest by cosine similarity, or all when there are fewer: similarity descending, then key
   * ascending.
   *
   * @throws VitestJudgeError `invalid-vector` when the query is not valid, `invalid-options` for a bad count
   */
  search(vector: ArrayLike<number>, count: number): Neighbour[]
}

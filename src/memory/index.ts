export { episodeText, textHash, type EmbeddedSides } from './episode-text.ts'
export { normalised, validVector } from './vector.ts'
export type { IndexEntry, Neighbour } from './vector-set.ts'
export type { IndexEngine, VectorIndex } from './vector-index.ts'
export { exactIndex } from './exact-index.ts'
export { hnswIndex } from './hnsw-index.ts'
export { openIndex, type IndexOptions } from './open-index.ts'
export type { VectorTable } from './vector-table.ts'
export { memoryFingerprint } from './memory-file.ts'
export { loadMemory, type StoredMemory } from './load-memory.ts'
export { saveMemory } from './save-memory.ts'
export { alikeFinder, comparableText, type ComparableText, isNearDuplicate } from './near-duplicate.ts'
export {
  openRecall,
  type Recall,
  type Recalled,
  type RecalledEpisode,
  type RecallExclusion,
} from './recall.ts'

export { embeddedText, episodeText, textHash, type EmbeddedSides } from './episode-text.ts'
export { briefTrace } from './trace-text.ts'
export { normalised, validVector } from './vector.ts'
export type { IndexEntry, Neighbour } from './vector-set.ts'
export type { IndexEngine, VectorIndex } from './vector-index.ts'
export { exactIndex } from './exact-index.ts'
export { hnswIndex } from './hnsw-index.ts'
export { openIndex, type IndexOptions } from './open-index.ts'
export { sameEmbedder, type VectorTable } from './vector-table.ts'
export { memoryFingerprint } from './memory-file.ts'
export { loadMemory, type StoredMemory } from './load-memory.ts'
export { saveMemory } from './save-memory.ts'
export { alikeFinder, comparableText, type ComparableText, isNearDuplicate } from './near-duplicate.ts'
export { openRecall, type Recall, type Recalled, type RecalledEpisode, type RecallOptions } from './recall.ts'
export { exclusionFinder, type RecallExclusion } from './exclusion.ts'
export { installMemory, restoreVersion, type Installed, type Restored } from './install-memory.ts'
export {
  listVersions,
  loadVersion,
  saveVersion,
  type DamagedVersion,
  type InstallFacts,
  type LoadedVersion,
  type VersionList,
  type VersionListing,
} from './versions/versions.ts'
export { forgetInVersions, type ForgottenInVersions, type Forgetting } from './versions/forget.ts'
export { versionId } from './versions/version-file.ts'
export { compareMemories, isUnchanged, type MemoryChanges, type PartChanges } from './compare-memories.ts'
export { dropIndex, verifyMemory, type MemoryCheck, type VerifyOptions } from './verify-memory.ts'

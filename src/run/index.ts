export * from './record.ts'
export { collectRun, checkMemories, type RunFacts } from './collect.ts'
export { mergeRuns } from './merge.ts'
export { filesReason, shardReason } from './partial.ts'
export { loneShardText, refuseLoneShard } from './lone-shard.ts'
export { hasRun, readRun, readRuns, workFolder, writeRun } from './file.ts'
export { findBaselines, type FoundBaseline, type MeasureRows } from './baseline.ts'
export {
  auditOutcomesText,
  type CalibrationOptions,
  changesSince,
  changesText,
  defaultWornAfter,
  isOfJudge,
  isWorn,
  judgeChangesSince,
  judgeFingerprints,
  type JudgeFingerprints,
  makeCalibration,
  measuredShareText,
  tooManyUnscoredText,
} from './calibration.ts'
export { withWornSets } from './worn-sets.ts'
export { calibrationPath, readCalibration, writeCalibration } from './calibration-file.ts'

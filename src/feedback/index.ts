export { appendFeedback, feedbackPath, readFeedback, standingFeedback, type NewFeedback } from './log.ts'
export { resolveFeedback, type ResolvedFeedback } from './resolve.ts'
export { plainRationale, truthSource, writeRationale } from './automatic.ts'
export { importFeedback, sameFeedback, type ImportedFeedback } from './import.ts'

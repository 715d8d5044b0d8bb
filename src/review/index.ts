export { startReview, type ReviewOptions, type RunningReview } from './start-review.ts'
export type { ReviewTarget } from './reviewed-judge.ts'

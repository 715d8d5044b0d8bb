export { aligned, type AlignedOptions } from './aligned.ts'
export { isAligned, type AlignedJudge, withBase } from './aligned-form.ts'
export { memoryVariant, type MemoryChange, type VariantJudge, withoutMemory } from './memory-variants.ts'
export { loadJudge, type LoadJudgeOptions } from './load-judge.ts'
export { alignedInstructions } from './instructions.ts'
export { alignMemory, defaultExamples, type AlignInput, type AlignOutcome, type LeftOut } from './align.ts'
export { distillationCalls, planAlignment, type AlignPlan } from './align-plan.ts'
export { candidateFingerprint, contestRows, holdContest, type Announcement } from './promotion.ts'
export type { PromotionDecision, PromotionRule } from './promotion-decision.ts'
export { readRejected, rememberRejected } from './rejected-candidates.ts'
export { automaticFeedback, type AutomaticFeedback, type Teach } from './automatic.ts'
export { concernText } from './guideline-concerns.ts'
export { guidelineConcern } from './guideline-guard.ts'
export type { Lessons } from './lessons.ts'
export { forgetsSamples, lineTest, namedTest, type ForgetCriteria } from './forget/selection.ts'
export {
  forgottenEpisodeTest,
  memoryAfter,
  planForgetting,
  type ForgetPlan,
  type ToForget,
} from './forget/plan.ts'
export type { TextFinder } from './forget/texts.ts'
export {
  ForgottenTexts,
  guidelineWording,
  rationaleWording,
  sampleWording,
  type Content,
} from './forget/wanted.ts'
export { runWithout } from './forget/run.ts'
export { snapshotAfter } from './forget/snapshot.ts'
export { distilEpisodes } from './distil-episodes.ts'

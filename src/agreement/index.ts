export * from './statistic.ts'
export { type Estimate } from './estimate.ts'
export { type Judgement } from './judgement.ts'
export { sameValue } from './judge-value.ts'
export { type Counter, counter, refusalOf, type Tally, tallyOf } from './tally.ts'
export { fewGroups, type Share, shareOf } from './share.ts'
export type { ConfusionMatrix } from './confusion-matrix.ts'
export type { BalancedAccuracy } from './balanced-accuracy.ts'
export { type LabelAgreement, meanOf } from './label-agreement.ts'
export { type Agreement, measureAgreement, type MeasureOptions, measureTally } from './measure-agreement.ts'
export { percent } from './percent.ts'

export { normalQuantile } from './intervals/normal-quantile.ts'
export { type Interval, type IntervalSide, rowsToReach, wilsonInterval } from './intervals/wilson-interval.ts'

export type { Kappa } from './coefficients/kappa.ts'
export { type KappaWeights, weightedKappa } from './coefficients/weighted-kappa.ts'
export type { NumericFigures } from './numeric/numeric-tally.ts'

export {
  type AlternativeAnnotatorTest,
  alternativeAnnotatorTest,
  distanceOf,
} from './raters/alternative-annotator-test.ts'
export {
  type AnnotatorAgreement,
  annotatorAgreement,
  refuseAnnotators,
} from './raters/annotator-agreement.ts'
export { type ContraryRater, contraryRaters } from './raters/contrary-raters.ts'

export type { BootstrapInterval, BootstrapOptions } from './paired/bootstrap.ts'
export {
  compareVerdicts,
  type Difference,
  type DifferenceName,
  type VerdictComparison,
  type VerdictPair,
} from './paired/compare-verdicts.ts'
export { type ChangeOutcome, type JudgeChange, type JudgeChangeFigures } from './paired/judge-change.ts'
export { resampledIntervals, resampledTally, type Unit } from './paired/resample.ts'
export { holm } from './paired/holm.ts'
export { type McNemar, mcnemar } from './paired/mcnemar.ts'
export { tangoInterval } from './paired/tango-interval.ts'
export {
  comparePaired,
  comparePairTally,
  type Pair,
  type PairedComparison,
  type PairedFigures,
  pairTally,
} from './paired/compare-paired.ts'
export { benjaminiHochberg } from './paired/benjamini-hochberg.ts'
export { newcombePaired } from './paired/newcombe-paired.ts'
export { effectiveClustersOf, type PairShares, pairShares, tallyNewcombe } from './paired/tally-newcombe.ts'

export type { PassShift, PassShiftFigures } from './drift/pass-shift.ts'
export { fewestAnchors, type ShiftSummary, splitShift, type SystemShift } from './drift/split-shift.ts'

export { rowsForDrop, smallestDrop } from './planning/paired-rows.ts'
export { blockChance, fewestToBlock } from './planning/regression-power.ts'
export { mostPlannedRows, tooManyRows } from './planning/most-planned-rows.ts'
export { type Drawable, drawLabels, labelWeights } from './planning/draw-labels.ts'
export { type ExpectedFigures, labelWorld, passFailWorld, worldPasses } from './planning/label-world.ts'
export { type LabelPlan, mostPlannedLabels, planLabels } from './planning/plan-labels.ts'

export { sliceFields } from './slices/slice-fields.ts'
export { fieldPaths, fieldText } from './slices/slice.ts'
export { type SliceAgreement, sliceAgreements, smallSliceRows, worstSlice } from './slices/slice-agreement.ts'

export { judgementsOf, measuredRows, type RowJudgement } from './summary/judgements.ts'
export { type JudgementPair, pairJudgements } from './summary/compare-judges.ts'
export { type ComparisonSummary, summariseComparison } from './summary/summarise-comparison.ts'
export { type FlipRate, flipRate } from './summary/flip-rate.ts'
export type { AnnotatorSummary } from './summary/summarise-annotators.ts'
export { type FieldSlices, summariseSlices } from './summary/summarise-slices.ts'
export type { PassRateSummary } from './summary/summarise-pass-rate.ts'
export { type UnscoredCount, unscoredCounts } from './summary/unscored-counts.ts'
export type { LeakSummary } from './summary/summarise-leaks.ts'
export { type JudgeObservations, observeJudge } from './observations/observe-judge.ts'
export type { AccuracyDifference } from './observations/accuracy-difference.ts'
export { withMemoryBefore } from './summary/memory-before.ts'
export { wornText } from './summary/worn-text.ts'
export type { RepeatNoise } from './summary/repeat-noise.ts'
export { type RepeatSummary, summariseRepeats } from './summary/summarise-repeats.ts'
export {
  type JudgeSummary,
  measureOptions,
  type Mismatch,
  type SplitSummary,
} from './summary/summarise-judge.ts'
export { type CallSums, type ModelCalls, sumCalls } from './summary/call-sums.ts'
export { answerTimesMs, type JudgeCalls, type SuiteCalls, summariseCalls } from './summary/summarise-calls.ts'
export { type EstimatedCalls, estimateRun, type RunEstimate } from './summary/estimate-run.ts'
export { type AlignedComparison, summariseSuite, type SuiteSummary } from './summary/summarise-suite.ts'

export { evaluateGate, type GateResult, unscoredReason } from './gates/evaluate-gate.ts'
export { type CriterionBounds, criterionBounds } from './gates/criterion-bounds.ts'
export type { CriterionResult } from './gates/decide-criterion.ts'
export { exitCodeOf, type GateLine } from './gates/gate-line.ts'
export type { Baseline } from './gates/regression-gate.ts'
export type { BaselineFinder } from './gates/decision.ts'
export { evaluateRunGates, type RunGateOptions, type RunGates } from './gates/evaluate-run-gates.ts'

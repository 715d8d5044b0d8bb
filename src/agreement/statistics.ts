// What `vitest-judge/statistics` offers: the formulas, for use without a run.
export * from './statistic.ts'
export { type Estimate } from './estimate.ts'
export { type Judgement } from './judgement.ts'
export { type Cell, type Counter, counter, type Tally, tallyOf } from './tally.ts'
export { type Share, shareBounds, shareOf } from './share.ts'
export type { BalancedAccuracy } from './balanced-accuracy.ts'
export type { ConfusionMatrix } from './confusion-matrix.ts'
export type { LabelAgreement } from './label-agreement.ts'
export { type Agreement, measureAgreement, type MeasureOptions, measureTally } from './measure-agreement.ts'

export { cohenKappa, type Kappa, kappaOf } from './coefficients/kappa.ts'
export { matthewsCorrelation } from './coefficients/matthews.ts'
export { gwetAC1, scottPi } from './coefficients/pooled-chance.ts'
export { type KappaWeights, weightedKappa } from './coefficients/weighted-kappa.ts'

export { clopperPearsonInterval } from './intervals/clopper-pearson-interval.ts'
export { jeffreysInterval } from './intervals/jeffreys-interval.ts'
export { type DifferenceInterval, newcombeDifference } from './intervals/newcombe-difference.ts'
export {
  type Interval,
  type IntervalOptions,
  type IntervalSide,
  rowsToReach,
  wilsonBounds,
  wilsonInterval,
} from './intervals/wilson-interval.ts'

export { kendallTauB } from './numeric/kendall-tau-b.ts'
export type { NumericPair } from './numeric/numeric-pair.ts'
export { type NumericFigures, numericFigures } from './numeric/numeric-tally.ts'
export { spearman } from './numeric/spearman.ts'

export { benjaminiHochberg } from './paired/benjamini-hochberg.ts'
export { benjaminiYekutieli } from './paired/benjamini-yekutieli.ts'
export { bootstrapInterval, type BootstrapInterval, type BootstrapOptions } from './paired/bootstrap.ts'
export {
  comparePaired,
  type Pair,
  type PairedComparison,
  type PairedFigures,
} from './paired/compare-paired.ts'
export { holm } from './paired/holm.ts'
export { type McNemar, mcnemar } from './paired/mcnemar.ts'
export { newcombePaired, type PairedCounts } from './paired/newcombe-paired.ts'
export { nonInferiority, type NonInferiority } from './paired/non-inferiority.ts'
export { tangoInterval } from './paired/tango-interval.ts'

export {
  type AlternativeAnnotatorTest,
  alternativeAnnotatorTest,
  type AnnotatorContest,
} from './raters/alternative-annotator-test.ts'
export { type AnnotatorAgreement, annotatorAgreement } from './raters/annotator-agreement.ts'
export { fleissKappa } from './raters/fleiss-kappa.ts'
export { gwetAC1OfRaters } from './raters/gwet-ac1.ts'
export { krippendorffAlpha, type MeasurementLevel } from './raters/krippendorff-alpha.ts'
export { pairwiseKappa, type RaterPair } from './raters/pairwise-kappa.ts'
export type { Ratings } from './raters/ratings.ts'

export { type CorrectedPassRate, correctedPassRate } from './correction/corrected-pass-rate.ts'
export type {
  CorrectedRate,
  GroupCounts,
  LabelledCounts,
  UnlabelledCounts,
} from './correction/judged-counts.ts'
export { predictionPowered } from './correction/ppi.ts'
export { roganGladen } from './correction/rogan-gladen.ts'

export { exactTestRows, type ExactTestPlan } from './planning/exact-test-rows.ts'
export { gatePower, mostErrors, rowsForGate } from './planning/gate-power.ts'
export {
  type PlanOptions,
  rowsForDrop,
  rowsForMeanDifference,
  rowsForNonInferiority,
  rowsPerSample,
  smallestDrop,
} from './planning/paired-rows.ts'
export { regressionBlockChance } from './planning/regression-power.ts'
export { rowsForHalfWidth } from './planning/rows-for-half-width.ts'

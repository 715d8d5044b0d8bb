import type { JudgeValue, Passing } from '../contract/index.ts'
import { balancedAccuracy, type BalancedAccuracy } from './balanced-accuracy.ts'
import { type Kappa, kappaBounds, kappaOf } from './coefficients/kappa.ts'
import { matthewsCorrelation } from './coefficients/matthews.ts'
import { gwetAC1, scottPi } from './coefficients/pooled-chance.ts'
import { type ConfusionMatrix, confusionMatrix, labelsOf, mostLabels } from './confusion-matrix.ts'
import type { Estimate } from './estimate.ts'
import type { Interval } from './intervals/wilson-interval.ts'
import { compareByText } from './judge-value.ts'
import type { Judgement } from './judgement.ts'
import { type LabelAgreement, labelAgreements, macroF1 } from './label-agreement.ts'
import { marginsOf } from './margins.ts'
import { type NumericFigures, numericFigures } from './numeric/numeric-tally.ts'
import { type Share, shareIn } from './share.ts'
import { type Statistic, undefinedStatistic } from './statistic.ts'
import { type Cell, type Tally, tallyOf, whole } from './tally.ts'

/**
 * How a judge agrees with the truth. Unscored rows never agree and stay in every denominator; for kappa and its
 * like they are a verdict that no truth has. Counts are rows, estimates are weighted where rows have weights.
 */
export interface Agreement {
  /** All judgements, unscored ones included; the repeats of a row make one row. */
  rows: number
  unscored: number
  agreed: number
  /** Agreed rows among all rows. */
  accuracy: Share
  /** Rows that pass by the verdict, among rows that pass by the truth. */
  passRecall: Share
  /** Rows that fail by the verdict, among rows that fail by the truth. */
  failRecall: Share
  /** The mean of pass-recall and fail-recall; without `passes`, of the labels' recalls. */
  balancedAccuracy: BalancedAccuracy
  kappa: Kappa & Interval
  scottPi: Estimate
  gwetAC1: Estimate
  matthews: Statistic
  /** Recall, precision and F1 of each label; empty where there are more than 50. */
  labels: LabelAgreement[]
  macroF1: Statistic
  /** How often the truth passes, and how often the verdict does: their difference is the judge's leniency. */
  truthPassRate: Share
  verdictPassRate: Share
  /** The baseline that always answers the most frequent truth (of several, the first by text). */
  majority: { value: JudgeValue | undefined; share: Share }
  confusion: ConfusionMatrix
  /** Error, bias and rank correlation, where truth and verdicts are numbers. */
  numeric?: NumericFigures
  /** Why no figure is to be had: labels picked by verdict without weights. */
  refusal?: string
}

/** How agreement is measured. */
export interface MeasureOptions {
  /** Which values pass; without it recalls and pass rates are undefined. */
  passes?: Passing | undefined
  /** How far a number may be off and still count as within tolerance; default 0. */
  tolerance?: number | undefined
}

/** Measures how verdicts agree with truths, in one pass. The order of the judgements does not matter. */
export function measureAgreement(judgements: Iterable<Judgement>, options: MeasureOptions = {}): Agreement {
  return measureTally(tallyOf(judgements), options)
}

/** Measures agreement from counts: takes as long as there are cells and clusters, however many rows. */
export function measureTally(tally: Tally, { passes, tolerance = 0 }: MeasureOptions = {}): Agreement {
  const { cells, refusal } = tally
  const accuracy = shareIn(tally, ({ truth, verdict }) => truth === verdict)
  const kappa = kappaOf(tally)
  const few = labelsOf(cells).length <= mostLabels
  const labels = few ? labelAgreements(tally) : []
  const passRecall = recall(tally, passes, true)
  const failRecall = recall(tally, passes, false)
  const numeric = numericFigures(tally, tolerance)
  return {
    rows: rowsOf(cells, () => true),
    unscored: rowsOf(cells, ({ verdict }) => verdict === undefined),
    agreed: rowsOf(cells, ({ truth, verdict }) => truth === verdict),
    accuracy,
    passRecall,
    failRecall,
    balancedAccuracy: balanced(tally, passes, passRecall, failRecall, labels),
    kappa: { ...kappa, ...kappaBounds(kappa, accuracy) },
    scottPi: scottPi(tally),
    gwetAC1: gwetAC1(tally),
    matthews: matthewsCorrelation(tally),
    labels,
    macroF1: few ? macroF1(labels) : undefinedStatistic(tooManyLabels),
    truthPassRate: passRate(tally, passes, ({ truth }) => truth),
    verdictPassRate: passRate(tally, passes, ({ verdict }) => verdict),
    majority: majorityOf(tally),
    confusion: confusionMatrix(tally),
    ...(numeric !== undefined && { numeric }),
    ...(refusal !== undefined && { refusal }),
  }
}

const tooManyLabels = `there are more than ${mostLabels} labels`
const noPasses = 'the judge does not say which values pass'

function recall(tally: Tally, passes: Passing | undefined, side: boolean): Share {
  if (passes === undefined) return shareIn(tally, () => undefined, noPasses)
  return shareIn(
    tally,
    ({ truth, verdict }) =>
      passes(truth) === side ? verdict !== undefined && passes(verdict) === side : undefined,
    `no row's truth ${side ? 'passes' : 'fails'}`,
  )
}

function passRate(
  tally: Tally,
  passes: Passing | undefined,
  valueOf: (cell: Cell) => JudgeValue | undefined,
): Share {
  if (passes === undefined) return shareIn(tally, () => undefined, noPasses)
  return shareIn(tally, (cell) => {
    const value = valueOf(cell)
    return value !== undefined && passes(value)
  })
}

function balanced(
  tally: Tally,
  passes: Passing | undefined,
  passRecall: Share,
  failRecall: Share,
  labels: readonly LabelAgreement[],
): BalancedAccuracy {
  if (passes !== undefined) {
    return balancedAccuracy(
      tally,
      [passRecall, failRecall],
      ({ truth }) => Number(!passes(truth)),
      ({ truth, verdict }) => verdict !== undefined && passes(verdict) === passes(truth),
    )
  }
  if (labels.length === 0 && tally.cells.length > 0) {
    return { estimate: undefinedStatistic(tooManyLabels), low: 0, high: 1, recalls: [], inflation: 1 }
  }
  const true_ = labels.filter(({ recall }) => recall.n > 0)
  const places = new Map(true_.map(({ label }, place) => [label, place]))
  return balancedAccuracy(
    tally,
    true_.map((label) => label.recall),
    ({ truth }) => places.get(truth),
    ({ truth, verdict }) => truth === verdict,
  )
}

function majorityOf(tally: Tally): Agreement['majority'] {
  const truths = [...marginsOf(tally).truths]
  const [most] = truths.sort(([a, left], [b, right]) => right - left || compareByText(a, b))
  return { value: most?.[0], share: shareIn(tally, ({ truth }) => truth === most?.[0]) }
}

function rowsOf(cells: readonly Cell[], counts: (cell: Cell) => boolean): number {
  return whole(cells.reduce((sum, cell) => (counts(cell) ? sum + cell.rows : sum), 0))
}

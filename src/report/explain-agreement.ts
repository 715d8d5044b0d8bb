import { type Agreement, percent, type Statistic } from '../agreement/index.ts'
import { isWeighted } from './describe-agreement.ts'
import {
  count,
  formatCount,
  formatNumber,
  formatRange,
  formatShare,
  formatShareInterval,
  formatStatistic,
  formatValue,
  nothing,
  points,
} from './format.ts'

/** What every report says of a judge: rows, accuracy, baseline, recalls, kappa. */
export function explainMainFigures(agreement: Agreement): string[] {
  const { rows, unscored, majority } = agreement
  if (rows === 0) return []
  return [
    ...(unscored > 0
      ? [
          `unscored ${formatCount(unscored)}: so often the judge was asked and gave no usable answer; these verdicts count as wrong.`,
        ]
      : []),
    explainAccuracy(agreement),
    ...explainMajority(majority),
    ...explainRecalls(agreement),
    explainKappa(agreement),
  ]
}

/** What the baseline means that always gives one answer, with its figure; nothing without one. */
export function explainMajority({ value, share }: Agreement['majority']): string[] {
  if (value === undefined) return []
  return [
    `always ${formatValue(value)} ${formatShare(share)}: what one gets by giving this answer to every row; a judge that is not above it has shown nothing.`,
  ]
}

/** What an agreement in full says besides. */
export function explainFurtherFigures(
  { truthPassRate, verdictPassRate, labels, numeric }: Agreement,
  { withWeightedKappa }: { withWeightedKappa: boolean },
): string[] {
  const hasPasses = truthPassRate.estimate.kind === 'value'
  return [
    'standard error: how far a figure is off, typically, by the luck of which rows were drawn; with many rows, about two of them either way make the 95 % interval.',
    "Scott's pi: kappa, with chance reckoned as if truth and judge gave each answer equally often.",
    "Gwet's AC1: kappa with another notion of chance, steadier where one answer is rare, but blind to a judge that never gives the rare answer.",
    'Matthews (MCC): the correlation of truth and verdict from -1 to 1; 0 is what a judge gets that knows nothing.',
    ...(withWeightedKappa
      ? [
          'weighted kappa: kappa that forgives near misses: the fewer steps an answer is off, the more it counts as right; quadratic forgives small steps more than linear does.',
        ]
      : []),
    "macro precision, recall and F1: the means of the labels' own figures, each label counting the same, however rare.",
    ...(hasPasses
      ? [
          `truth passes ${formatShare(truthPassRate)}, verdict passes ${formatShare(verdictPassRate)}: the judge is lenient where the second is larger, strict where it is smaller.`,
        ]
      : []),
    ...(labels.length > 0
      ? [
          'recall of a label: of the rows whose truth it is, the share that the judge so judged; precision: of the rows so judged, the share whose truth it is; F1: one figure of both, near the smaller one.',
        ]
      : []),
    ...(numeric === undefined ? [] : explainNumeric(numeric)),
  ]
}

/** What accuracy means, with its figure and interval. */
export function explainAccuracy(agreement: Agreement): string {
  const { accuracy, agreed, rows } = agreement
  if (accuracy.estimate.kind === 'undefined') {
    return `accuracy: the share of rows on which the judge agrees with the truth; there is none here, because ${accuracy.estimate.reason}.`
  }
  const weighted = isWeighted(agreement) ? ', the percentage being weighted' : ''
  return `accuracy ${formatShareInterval(accuracy)}: the judge agreed with the truth on ${formatCount(agreed)} of ${count(rows, 'row')}${weighted}; its accuracy on all such rows may well be anything from ${points(accuracy.low)} to ${points(accuracy.high)} % (of intervals made like this one, 19 out of 20 hold the true figure).`
}

/** What the recalls and their mean mean, with their figures; nothing where there are none. */
export function explainRecalls({ passRecall, failRecall, balancedAccuracy, unscored }: Agreement): string[] {
  const { estimate, recalls } = balancedAccuracy
  const missed =
    failRecall.estimate.kind === 'value'
      ? `; the other ${percent(1 - failRecall.estimate.value)} it passes${unscored > 0 ? ' or leaves unscored' : ''}`
      : ''
  return [
    ...(passRecall.estimate.kind === 'undefined'
      ? []
      : [
          `pass-recall ${formatShare(passRecall)}: of the ${count(passRecall.n, 'row')} that truly ${passRecall.n === 1 ? 'passes' : 'pass'}, the share that the judge passes.`,
        ]),
    ...(failRecall.estimate.kind === 'undefined'
      ? []
      : [
          `fail-recall ${formatShare(failRecall)}: of the ${count(failRecall.n, 'row')} that truly ${failRecall.n === 1 ? 'fails' : 'fail'}, the share that the judge fails${missed}.`,
        ]),
    ...(estimate.kind === 'undefined'
      ? []
      : [
          `balanced accuracy ${percent(estimate.value)}: the mean of the ${recalls.length} recalls, which no judge can raise by favouring the more frequent answer; blind guessing gets ${percent(1 / recalls.length)}.`,
        ]),
  ]
}

/** What kappa means, with its figure. */
export function explainKappa({ kappa }: Agreement): string {
  const meaning = 'how far the judge gets from what chance alone would agree on'
  const end = 'towards full agreement; 0 is chance, 1 is perfect'
  if (kappa.estimate.kind === 'undefined' || kappa.chance.kind === 'undefined') {
    return `kappa ${nothing}: ${meaning} ${end}.`
  }
  const figure = `${formatStatistic(kappa.estimate)} ${formatRange(kappa)}`
  return `kappa ${figure}: ${meaning} (${percent(kappa.chance.value)} of the rows) ${end}.`
}

/** What it means for a judge's numbers that some verdicts are unscored. */
export const scoredRowsMeaning =
  'an unscored verdict is no number, so error, bias and order are those of the scored rows alone; within counts it as off.'

/** What the figures of a judge mean that answers with numbers. */
export function explainNumeric({
  rows,
  meanAbsoluteError,
  meanError,
  tolerance,
  within,
  spearman,
  kendallTauB,
}: NonNullable<Agreement['numeric']>): string[] {
  const shown = (statistic: Statistic) =>
    statistic.kind === 'value' ? formatNumber(statistic.value) : nothing
  return [
    `mean absolute error ${shown(meanAbsoluteError.estimate)}: how far the judge's numbers are off, on average, whichever way.`,
    `bias ${shown(meanError.estimate)}: how far they are off on average when too high and too low cancel out; above 0 the judge rates too high.`,
    `within ${formatNumber(tolerance)} ${formatShare(within)}: the share of rows on which the judge is off by no more than that.`,
    `Spearman ${formatStatistic(spearman)}, Kendall's tau-b ${formatStatistic(kendallTauB)}: whether the judge puts the rows in the right order; 1 is the true order, 0 none, -1 the reverse.`,
    ...(rows < within.n
      ? [`${formatCount(rows)} of ${count(within.n, 'row')} scored: ${scoredRowsMeaning}`]
      : []),
  ]
}

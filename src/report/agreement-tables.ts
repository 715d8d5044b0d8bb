import { type Agreement, type Estimate, meanOf, type Share, type Statistic } from '../agreement/index.ts'
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatRange,
  formatShare,
  formatStatistic,
  formatValue,
  nothing,
  thousandths,
} from './format.ts'
import { shorten } from './fit-text.ts'
import { cell, type Column, type Table, type TableRow } from './table.ts'

/** Kappa for labels that have an order: from one end of the scale to the other. */
export interface WeightedKappaFigures {
  linear: Estimate
  quadratic: Estimate
}

const mostLabels = 8

/** Rows by truth and verdict, unweighted; undefined for more than eight labels. */
export function confusionTable({ labels, counts, unscored }: Agreement['confusion']): Table | undefined {
  if (labels.length > mostLabels) return undefined
  const names = labels.map((label) => shorten(formatValue(label), 24))
  return {
    title: 'truth ↓ verdict →',
    columns: [...names, 'unscored'].map((heading): Column => ({ heading, align: 'right' })),
    rows: labels.map((_, truth) => ({
      name: names[truth] ?? '',
      tone: 'plain',
      content: [
        ...labels.map((_, verdict) => {
          const rows = counts[truth]?.[verdict] ?? 0
          return cell(formatCount(rows), rows > 0 && truth === verdict ? 'strong' : 'plain')
        }),
        cell(formatCount(unscored[truth] ?? 0), (unscored[truth] ?? 0) > 0 ? 'doubtful' : 'plain'),
      ],
    })),
  }
}

const figureColumns: readonly Column[] = [
  { heading: 'value', align: 'right' },
  { heading: '95 % interval', broken: ['95 %', 'interval'], align: 'left', close: true },
  { heading: 'standard error', broken: ['standard', 'error'], align: 'right' },
  { heading: 'rows', align: 'right' },
]

/** All figures over all labels, each with its interval or standard error where it has one, or why there is none. */
export function figureTable(agreement: Agreement, weighted: WeightedKappaFigures | undefined): Table {
  const { accuracy, majority, passRecall, failRecall, balancedAccuracy, kappa, labels } = agreement
  const mean = (which: 'recall' | 'precision') =>
    labels.length === 0
      ? agreement.macroF1
      : meanOf(
          labels.map((label) => label[which].estimate),
          'there are no rows',
        )
  return {
    title: 'figure',
    columns: figureColumns,
    rows: [
      shareRow('accuracy', accuracy),
      ...(majority.value === undefined
        ? []
        : [shareRow(`always ${formatValue(majority.value)}`, majority.share)]),
      shareRow('pass-recall', passRecall),
      shareRow('fail-recall', failRecall),
      statisticRow('balanced accuracy', balancedAccuracy.estimate, [
        formatShare(balancedAccuracy),
        formatInterval(balancedAccuracy),
      ]),
      estimateRow('kappa', kappa, { interval: formatRange(kappa) }),
      estimateRow("Scott's pi", agreement.scottPi),
      estimateRow("Gwet's AC1", agreement.gwetAC1),
      ...(weighted === undefined
        ? []
        : [
            estimateRow('weighted kappa, linear', weighted.linear),
            estimateRow('weighted kappa, quadratic', weighted.quadratic),
          ]),
      statisticRow('Matthews (MCC)', agreement.matthews, [formatStatistic(agreement.matthews)]),
      ...(['precision', 'recall'] as const).map((which) =>
        statisticRow(`macro ${which}`, mean(which), [formatShare({ estimate: mean(which) })]),
      ),
      statisticRow('macro F1', agreement.macroF1, [formatStatistic(agreement.macroF1)]),
      shareRow('truth passes', agreement.truthPassRate),
      shareRow('verdict passes', agreement.verdictPassRate),
      ...numericRows(agreement.numeric),
    ],
  }
}

function numericRows(figures: Agreement['numeric']): TableRow[] {
  if (figures === undefined) return []
  const { rows, meanAbsoluteError, meanError, tolerance, within, spearman, kendallTauB } = figures
  const basis = rows < within.n ? `${formatCount(rows)} scored` : ''
  return [
    estimateRow('mean absolute error', meanAbsoluteError, { format: formatNumber, basis }),
    estimateRow('bias', meanError, { format: formatNumber, basis }),
    shareRow(`within ${formatNumber(tolerance)}`, within),
    statisticRow('Spearman', spearman, [formatStatistic(spearman), '', '', basis]),
    statisticRow("Kendall's tau-b", kendallTauB, [formatStatistic(kendallTauB), '', '', basis]),
  ]
}

function shareRow(name: string, share: Share): TableRow {
  const basis = `${formatCount(share.successes)} of ${formatCount(share.n)}`
  return statisticRow(name, share.estimate, [formatShare(share), formatInterval(share), '', basis])
}

function estimateRow(
  name: string,
  { estimate, standardError }: Estimate,
  {
    interval = '',
    format = thousandths,
    basis = '',
  }: { interval?: string; format?: (number: number) => string; basis?: string } = {},
): TableRow {
  const shown = (statistic: Statistic) => (statistic.kind === 'value' ? format(statistic.value) : nothing)
  return statisticRow(name, estimate, [shown(estimate), interval, shown(standardError), basis])
}

function statisticRow(
  name: string,
  statistic: Statistic,
  [figure = '', interval = '', error = '', rows = '']: readonly string[],
): TableRow {
  const content =
    statistic.kind === 'undefined'
      ? `${nothing} (${statistic.reason})`
      : [cell(figure, 'strong'), cell(interval, 'quiet'), cell(error, 'quiet'), cell(rows, 'quiet')]
  return { name, tone: 'plain', content }
}

const labelColumns: readonly Column[] = [
  { heading: 'truths', align: 'right' },
  { heading: 'verdicts', align: 'right' },
  { heading: 'recall', align: 'right' },
  { heading: '95 % interval', align: 'left', close: true },
  { heading: 'precision', align: 'right' },
  { heading: '95 % interval', align: 'left', close: true, optional: true },
  { heading: 'F1', align: 'right' },
]

/** Recall, precision and F1 of each label. */
export function labelTable(labels: Agreement['labels']): Table {
  return {
    title: 'label',
    columns: labelColumns,
    rows: labels.map(({ label, recall, precision, f1 }) => ({
      name: formatValue(label),
      tone: 'plain',
      content: [
        cell(formatCount(recall.n)),
        cell(formatCount(precision.n)),
        cell(formatShare(recall)),
        cell(formatInterval(recall), 'quiet'),
        cell(formatShare(precision)),
        cell(formatInterval(precision), 'quiet'),
        cell(formatStatistic(f1)),
      ],
    })),
  }
}

/** Why figures of labels do not exist, each reason once. */
export function labelReasons(labels: Agreement['labels']): string[] {
  const statistics = labels.flatMap(({ recall, precision, f1 }) => [recall.estimate, precision.estimate, f1])
  return [...new Set(statistics.flatMap((one) => (one.kind === 'undefined' ? [one.reason] : [])))]
}

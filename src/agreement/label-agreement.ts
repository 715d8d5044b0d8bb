import type { JudgeValue } from '../contract/index.ts'
import { labelsOf } from './confusion-matrix.ts'
import { type Share, shareIn } from './share.ts'
import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import type { Cell, Tally } from './tally.ts'

/** How a judge does on one label. */
export interface LabelAgreement {
  label: JudgeValue
  /** Verdicts of the label among the rows whose truth it is. */
  recall: Share
  /** Rows whose truth it is among the verdicts of the label. */
  precision: Share
  /** 2 right / (truths + verdicts): the harmonic mean of the two; 0 where no verdict of the label is right. */
  f1: Statistic
}

/** Recall, precision and F1 of every label seen, in the order of the labels. */
export function labelAgreements(tally: Tally): LabelAgreement[] {
  return labelsOf(tally.cells).map((label) => ({
    label,
    recall: shareIn(
      tally,
      (cell) => (cell.truth === label ? cell.verdict === label : undefined),
      `no row's truth is ${JSON.stringify(label)}`,
    ),
    precision: shareIn(
      tally,
      (cell) => (cell.verdict === label ? cell.truth === label : undefined),
      `no verdict is ${JSON.stringify(label)}`,
    ),
    f1: tally.refusal === undefined ? value(f1Of(tally.cells, label)) : undefinedStatistic(tally.refusal),
  }))
}

/** The mean of the labels' F1, each label counting the same; undefined without rows. */
export function macroF1(labels: readonly LabelAgreement[]): Statistic {
  return meanOf(
    labels.map(({ f1 }) => f1),
    'there are no rows',
  )
}

/** The mean of statistics; undefined where there are none or one of them is. */
export function meanOf(statistics: readonly Statistic[], reason: string): Statistic {
  let sum = 0
  for (const statistic of statistics) {
    if (statistic.kind === 'undefined') return statistic
    sum += statistic.value
  }
  return statistics.length === 0 ? undefinedStatistic(reason) : value(sum / statistics.length)
}

function f1Of(cells: readonly Cell[], label: JudgeValue): number {
  let [right, all] = [0, 0]
  for (const { truth, verdict, weight } of cells) {
    if (truth === label) all += weight
    if (verdict === label) all += weight
    if (truth === label && verdict === label) right += weight
  }
  return (2 * right) / all
}

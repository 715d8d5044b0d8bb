import { defaultMaxUnscored, type SliceThresholds } from '../../contract/index.ts'
import type { Agreement } from '../measure-agreement.ts'
import { distinctPercents, percent } from '../percent.ts'
import { againstConstant } from './against-constant.ts'
import { countRows, criteriaOf } from './criterion.ts'
import { type CriterionResult, decideCriterion } from './decide-criterion.ts'

/** What a gate decides about one judge. */
export interface GateResult {
  outcome: 'pass' | 'fail' | 'inconclusive' | 'too-many-unscored' | 'no-rows' | 'refused'
  /** One plain sentence with the figures. */
  reason: string
  /** Inconclusive only: about how many more rows would decide, where any number would. */
  rowsNeeded?: number
  /** Each threshold's own outcome, where any was decided. */
  criteria: CriterionResult[]
}

/** How a gate is evaluated besides its thresholds. */
export interface GateSettings {
  /** The chance of passing a judge that is just at the threshold; default 0.05. */
  alpha?: number
  /** The largest share of unscored verdicts where the thresholds name none; default 0.05. */
  defaultMaxUnscored?: number
  /** True for a slice: rows whose truths may all be of one class, as another gate looks at all rows. */
  isSlice?: boolean
}

/**
 * Applies thresholds to a judge's agreement with the truth.
 *
 * - `no-rows`, then `too-many-unscored` (share over `maxUnscored`, else the default), then `refused` where the rows
 *   were picked by verdict and have no weights
 * - `fail` when a figure is under its threshold, or the judge no better than one that always gives one answer
 * - `inconclusive` below `minRows` or `minRowsPerClass`, or where all truths (but of a slice) are of one class
 * - `pass` when the one-sided 95 % lower bound of each figure reaches its threshold, or there is none
 * - else `inconclusive`, with the rows that it would take at the same figures
 */
export function evaluateGate(
  agreement: Agreement,
  thresholds: SliceThresholds & { maxUnscored?: number | undefined },
  { alpha = 0.05, defaultMaxUnscored: fallback = defaultMaxUnscored, isSlice = false }: GateSettings = {},
): GateResult {
  const { rows, unscored } = agreement
  if (rows === 0) return early('no-rows', 'There are no held-out rows with a known truth.')
  const budget = thresholds.maxUnscored ?? fallback
  if (unscored / rows > budget) return early('too-many-unscored', unscoredReason(unscored, rows, budget))
  if (agreement.refusal !== undefined) return early('refused', `Not measured: ${agreement.refusal}.`)
  const criteria = criteriaOf(agreement, thresholds).map((criterion) => decideCriterion(criterion, alpha))
  const failed = criteria.find(({ outcome }) => outcome === 'fail')
  if (failed !== undefined) return { outcome: 'fail', reason: failed.reason, criteria }
  const constant = againstConstant(agreement, thresholds)
  if (constant?.outcome === 'fail') return { ...constant, criteria }
  const tooFew = tooFewRows(agreement, thresholds)
  if (tooFew !== undefined) {
    const rowsNeeded = Math.max(
      tooFew.rowsNeeded ?? 0,
      ...criteria.map((criterion) => criterion.rowsNeeded ?? 0),
    )
    return { outcome: 'inconclusive', reason: tooFew.reason, rowsNeeded, criteria }
  }
  if (constant !== undefined && !isSlice) return { ...constant, criteria }
  const open = criteria.filter(({ outcome }) => outcome === 'inconclusive')
  if (open.length > 0) return { outcome: 'inconclusive', ...mostWanting(open), criteria }
  return { outcome: 'pass', reason: passReason(agreement, criteria, budget), criteria }
}

/** One sentence for a budget of unscored verdicts that is overdrawn. */
export function unscoredReason(unscored: number, asked: number, budget: number): string {
  const [share, allowed] = distinctPercents(unscored / asked, budget)
  // Of rows with repeats, the parts that are unscored make no whole rows.
  return Number.isInteger(unscored)
    ? `${unscored} of ${asked} verdicts unscored (${share}), more than the ${allowed} allowed.`
    : `${share} of the verdicts unscored, more than the ${allowed} allowed.`
}

function early(outcome: GateResult['outcome'], reason: string): GateResult {
  return { outcome, reason, criteria: [] }
}

function tooFewRows(
  agreement: Agreement,
  { minRows, minRowsPerClass }: SliceThresholds,
): Pick<GateResult, 'reason' | 'rowsNeeded'> | undefined {
  const { rows } = agreement
  if (minRows !== undefined && rows < minRows) {
    const rowsNeeded = Math.ceil(minRows - rows)
    return {
      reason: `Only ${countRows(rows, 'held-out ')}, of at least ${minRows}: needs at least ${rowsNeeded} more.`,
      rowsNeeded,
    }
  }
  if (minRowsPerClass === undefined) return undefined
  const [smallest] = classesOf(agreement).sort((left, right) => left.rows - right.rows)
  if (smallest === undefined || smallest.rows >= minRowsPerClass) return undefined
  const rowsNeeded = Math.ceil(minRowsPerClass - smallest.rows)
  return {
    reason: `Only ${countRows(smallest.rows, 'held-out ')} whose truth ${smallest.name}, of at least ${minRowsPerClass}: needs at least ${rowsNeeded} more.`,
    rowsNeeded,
  }
}

function classesOf({ passRecall, failRecall, labels }: Agreement): { name: string; rows: number }[] {
  if (passRecall.n + failRecall.n > 0) {
    return [
      { name: 'passes', rows: passRecall.n },
      { name: 'fails', rows: failRecall.n },
    ]
  }
  return labels
    .filter(({ recall }) => recall.n > 0)
    .map(({ label, recall }) => ({ name: `is ${JSON.stringify(label)}`, rows: recall.n }))
}

/** The one that needs the most rows; one that no number of rows will settle comes first. */
function mostWanting(open: readonly CriterionResult[]): Pick<GateResult, 'reason' | 'rowsNeeded'> {
  const need = ({ rowsNeeded = Infinity }: CriterionResult) => rowsNeeded
  const { reason, rowsNeeded } = open.reduce((most, each) => (need(each) > need(most) ? each : most))
  return { reason, ...(rowsNeeded !== undefined && { rowsNeeded }) }
}

function passReason(
  { rows, unscored, accuracy }: Agreement,
  criteria: CriterionResult[],
  budget: number,
): string {
  if (criteria.length > 0) {
    const closest = criteria.reduce((most, each) => (each.p > most.p ? each : most))
    if (criteria.length === 1) return closest.reason
    return `All ${criteria.length} thresholds are reached, the closest one thus: ${closest.reason}`
  }
  const rate = accuracy.estimate.kind === 'value' ? percent(accuracy.estimate.value) : 'unknown'
  const on = countRows(rows, 'held-out ')
  const part = Number.isInteger(unscored) ? `${unscored} of ${on}` : `${percent(unscored / rows)} of ${on}`
  const share = `${part} unscored, ${percent(budget)} allowed`
  return `Accuracy ${rate}, no threshold set; ${share}.`
}

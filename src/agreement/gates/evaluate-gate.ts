import type { SliceThresholds } from '../../contract/index.ts'
import type { Agreement } from '../measure-agreement.ts'
import { distinctPercents, percent } from '../percent.ts'
import type { Share } from '../share.ts'
import type { Statistic } from '../statistic.ts'
import { countRows, type Criterion, criteriaOf } from './criterion.ts'
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
}

/** The largest share of unscored verdicts where neither gate nor suite names one. */
export const defaultMaxUnscored = 0.05

/**
 * Applies thresholds to a judge's agreement with the truth.
 *
 * - `no-rows`, then `too-many-unscored` (share over `maxUnscored`, else the default), then `refused` where the rows
 *   were picked by verdict and have no weights
 * - `fail` when a figure is under its threshold, or accuracy not above the share of the most frequent truth
 * - `inconclusive` below `minRows` or `minRowsPerClass`
 * - `pass` when the one-sided 95 % lower bound of each figure reaches its threshold, or there is none
 * - else `inconclusive`, with the rows that it would take at the same figures
 */
export function evaluateGate(
  agreement: Agreement,
  thresholds: SliceThresholds & { maxUnscored?: number | undefined },
  { alpha = 0.05, defaultMaxUnscored: fallback = defaultMaxUnscored }: GateSettings = {},
): GateResult {
  const { rows, unscored } = agreement
  if (rows === 0) return early('no-rows', 'There are no held-out rows with a known truth.')
  const budget = thresholds.maxUnscored ?? fallback
  if (unscored / rows > budget) return early('too-many-unscored', unscoredReason(unscored, rows, budget))
  if (agreement.refusal !== undefined) return early('refused', `Not measured: ${agreement.refusal}.`)
  const criteria = criteriaOf(agreement, thresholds).map((criterion) => decideCriterion(criterion, alpha))
  const failed = criteria.find(({ outcome }) => outcome === 'fail')
  if (failed !== undefined) return { outcome: 'fail', reason: failed.reason, criteria }
  const constant = noBetterThanConstant(agreement)
  if (constant !== undefined) return { outcome: 'fail', reason: constant, criteria }
  const tooFew = tooFewRows(agreement, thresholds)
  if (tooFew !== undefined) return { outcome: 'inconclusive', ...tooFew, criteria }
  const open = criteria.filter(({ outcome }) => outcome === 'inconclusive')
  if (open.length > 0) return { outcome: 'inconclusive', ...mostWanting(open), criteria }
  return { outcome: 'pass', reason: passReason(agreement, criteria, budget), criteria }
}

/** Warnings about thresholds that cannot be reached: by this many rows, or by people among themselves. */
export function thresholdWarnings(
  agreement: Agreement,
  thresholds: SliceThresholds,
  { alpha = 0.05, ceiling }: { alpha?: number; ceiling?: Statistic | undefined } = {},
): string[] {
  if (agreement.refusal !== undefined) return []
  const perfect = criteriaOf(perfected(agreement), thresholds)
  return [
    ...perfect.flatMap((criterion) => unprovable(criterion, alpha)),
    ...(ceiling?.kind === 'value' && (thresholds.accuracy ?? 0) > ceiling.value
      ? [
          `Accuracy ${percent(thresholds.accuracy ?? 0)} is more than people reach among themselves (${percent(ceiling.value)}): no judge can be held to it.`,
        ]
      : []),
  ]
}

/** One sentence for a budget of unscored verdicts that is overdrawn. */
export function unscoredReason(unscored: number, asked: number, budget: number): string {
  const [share, allowed] = distinctPercents(unscored / asked, budget)
  return `${unscored} of ${asked} verdicts unscored (${share}), more than the ${allowed} allowed.`
}

function early(outcome: GateResult['outcome'], reason: string): GateResult {
  return { outcome, reason, criteria: [] }
}

function noBetterThanConstant({ accuracy, majority, rows }: Agreement): string | undefined {
  const [rate, constant] = [accuracy.estimate, majority.share.estimate]
  if (rate.kind === 'undefined' || constant.kind === 'undefined') return undefined
  if (rate.value > constant.value + 1e-12) return undefined
  const [measured, baseline] = distinctPercents(rate.value, constant.value)
  const always = `always answering ${JSON.stringify(majority.value)} (${baseline})`
  return `Accuracy ${measured} on ${countRows(rows)} is not above ${always}.`
}

function tooFewRows(
  agreement: Agreement,
  { minRows, minRowsPerClass }: SliceThresholds,
): Pick<GateResult, 'reason' | 'rowsNeeded'> | undefined {
  const { rows } = agreement
  if (minRows !== undefined && rows < minRows) {
    const rowsNeeded = Math.ceil(minRows - rows)
    return {
      reason: `Only ${countRows(rows)}, of at least ${minRows}: needs ${rowsNeeded} more.`,
      rowsNeeded,
    }
  }
  if (minRowsPerClass === undefined) return undefined
  const [smallest] = classesOf(agreement).sort((left, right) => left.rows - right.rows)
  if (smallest === undefined || smallest.rows >= minRowsPerClass) return undefined
  const rowsNeeded = Math.ceil(minRowsPerClass - smallest.rows)
  return {
    reason: `Only ${countRows(smallest.rows)} whose truth ${smallest.name}, of at least ${minRowsPerClass}: needs ${rowsNeeded} more.`,
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
  return labels.map(({ label, recall }) => ({ name: `is ${JSON.stringify(label)}`, rows: recall.n }))
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
  const share = `${unscored} of ${countRows(rows)} unscored, ${percent(budget)} allowed`
  return `Accuracy ${rate}, no threshold set; ${share}.`
}

/** The same rows with every verdict right: what the best of judges would show. */
function perfected(agreement: Agreement): Agreement {
  const one: Statistic = { kind: 'value', value: 1 }
  const perfect = (share: Share): Share => {
    const { n, effectiveN, effectiveClusters = 0 } = share
    return n === 0 ? share : { ...share, estimate: one, effectiveN: Math.max(effectiveN, effectiveClusters) }
  }
  const { balancedAccuracy, kappa } = agreement
  return {
    ...agreement,
    accuracy: perfect(agreement.accuracy),
    passRecall: perfect(agreement.passRecall),
    failRecall: perfect(agreement.failRecall),
    balancedAccuracy: {
      ...balancedAccuracy,
      estimate: balancedAccuracy.estimate.kind === 'value' ? one : balancedAccuracy.estimate,
      recalls: balancedAccuracy.recalls.map(perfect),
    },
    kappa:
      kappa.estimate.kind === 'value'
        ? { ...kappa, estimate: one, standardError: { kind: 'value', value: 0 } }
        : kappa,
  }
}

function unprovable({ title, threshold, estimate, on, low, show }: Criterion, alpha: number): string[] {
  if (estimate.kind === 'undefined' || low(1 - alpha) >= threshold) return []
  return [
    `${title} ${show(threshold)} can never be shown on ${on}: without a single mistake the lower bound is ${show(low(1 - alpha))}.`,
  ]
}

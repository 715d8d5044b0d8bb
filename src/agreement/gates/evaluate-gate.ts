import type { GateThresholds } from '../../contract/index.ts'
import type { Agreement } from '../measure-agreement.ts'
import { distinctPercents, percent } from '../percent.ts'
import { rowsToReach, wilsonInterval } from '../intervals/wilson-interval.ts'

/** What a gate decides about one judge. */
export interface GateResult {
  outcome: 'pass' | 'fail' | 'inconclusive' | 'too-many-unscored' | 'no-rows'
  /** One plain sentence with the figures. */
  reason: string
  /** Inconclusive only: about how many more rows would decide, where any number would. */
  rowsNeeded?: number
}

/** The largest share of unscored verdicts where neither gate nor suite names one. */
export const defaultMaxUnscored = 0.05

/**
 * Applies thresholds to a judge's agreement with the truth.
 *
 * - `no-rows`, then `too-many-unscored` (share over `thresholds.maxUnscored`, else `defaultMaxUnscored`)
 * - `inconclusive` below `minRows`
 * - `fail` when accuracy is under the threshold, or not above the share of the most frequent truth
 * - `pass` when the one-sided 95 % Wilson lower bound of accuracy reaches the threshold, or there is none
 * - else `inconclusive`, with the rows that it would take at the same accuracy
 */
export function evaluateGate(
  agreement: Agreement,
  thresholds: GateThresholds,
  options: { defaultMaxUnscored?: number } = {},
): GateResult {
  const { rows, unscored, agreed, majority } = agreement
  if (rows === 0) return { outcome: 'no-rows', reason: 'There are no held-out rows with a known truth.' }
  const budget = thresholds.maxUnscored ?? options.defaultMaxUnscored ?? defaultMaxUnscored
  if (unscored / rows > budget) {
    return { outcome: 'too-many-unscored', reason: unscoredReason(unscored, rows, budget) }
  }
  const { accuracy, minRows } = thresholds
  if (minRows !== undefined && rows < minRows) {
    return {
      outcome: 'inconclusive',
      reason: `Only ${countRows(rows)}, of at least ${minRows}: needs ${minRows - rows} more.`,
      rowsNeeded: minRows - rows,
    }
  }
  const rate = agreed / rows
  if (accuracy !== undefined && rate < accuracy) {
    const [measured, wanted] = distinctPercents(rate, accuracy)
    return { outcome: 'fail', reason: `Accuracy ${measured} on ${countRows(rows)} is below ${wanted}.` }
  }
  if (agreed <= majority.share.successes) {
    const [measured, baseline] = distinctPercents(rate, majority.share.successes / rows)
    const always = `always answering ${JSON.stringify(majority.value)} (${baseline})`
    return {
      outcome: 'fail',
      reason: `Accuracy ${measured} on ${countRows(rows)} is not above ${always}.`,
    }
  }
  if (accuracy === undefined) {
    const share = `${unscored} of ${countRows(rows)} unscored, ${percent(budget)} allowed`
    return { outcome: 'pass', reason: `Accuracy ${percent(rate)}, no threshold set; ${share}.` }
  }
  return decideByBound(agreed, rows, accuracy)
}

/** One sentence for a budget of unscored verdicts that is overdrawn. */
export function unscoredReason(unscored: number, asked: number, budget: number): string {
  const [share, allowed] = distinctPercents(unscored / asked, budget)
  return `${unscored} of ${asked} verdicts unscored (${share}), more than the ${allowed} allowed.`
}

function decideByBound(agreed: number, rows: number, threshold: number): GateResult {
  const rate = agreed / rows
  const { low } = wilsonInterval(agreed, rows, { sided: 'lower' })
  const [bound, wanted] = distinctPercents(low, threshold)
  const measured = `Accuracy ${percent(rate)} on ${countRows(rows)}`
  if (low >= threshold) {
    return { outcome: 'pass', reason: `${measured}: its 95 % lower bound ${bound} reaches ${wanted}.` }
  }
  const total = rowsToReach(threshold, rate)
  if (total === undefined) {
    const verdict = `equals the threshold, so no number of rows at this accuracy will do`
    return { outcome: 'inconclusive', reason: `${measured} ${verdict}: its 95 % lower bound is ${bound}.` }
  }
  const rowsNeeded = Math.max(1, total - rows)
  return {
    outcome: 'inconclusive',
    reason:
      `${measured}, but its 95 % lower bound ${bound} is below ${wanted}: ` +
      `needs about ${countRows(rowsNeeded, 'more ')}.`,
    rowsNeeded,
  }
}

function countRows(count: number, which = ''): string {
  return `${count} ${which}${count === 1 ? 'row' : 'rows'}`
}

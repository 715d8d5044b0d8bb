import type { SliceThresholds } from '../../contract/index.ts'
import type { Agreement } from '../measure-agreement.ts'
import { distinctPercents } from '../percent.ts'
import { countRows, criterionNames } from './criterion.ts'

/** How a judge stands against one that always gives the same answer; undefined where it is better. */
export type AgainstConstant = { outcome: 'fail' | 'inconclusive'; reason: string } | undefined

/**
 * Holds a judge against one that always gives the most frequent answer, in the figure that the gate is about: by
 * accuracy where that is gated; where nothing is, by how often both agree on pass or fail (by accuracy without
 * `passes`); else by balanced accuracy, which any constant answer brings to one part of the classes. `fail` where it
 * is no better, `inconclusive` where all truths are of one class, so that nothing tells the two apart.
 */
export function againstConstant(agreement: Agreement, thresholds: SliceThresholds): AgainstConstant {
  const gated = criterionNames.filter((name) => thresholds[name] !== undefined)
  if (gated.includes('accuracy')) return byAccuracy(agreement)
  const { estimate, recalls } = agreement.balancedAccuracy
  if (gated.length > 0 && estimate.kind === 'value') {
    const constant = 1 / recalls.length
    return notAbove(agreement, 'Balanced accuracy', estimate.value, 'what any constant answer gets', constant)
  }
  return agreement.truthPassRate.estimate.kind === 'value' ? byPassing(agreement) : byAccuracy(agreement)
}

function byAccuracy(agreement: Agreement): AgainstConstant {
  const { accuracy, majority } = agreement
  const [rate, constant] = [accuracy.estimate, majority.share.estimate]
  if (rate.kind === 'undefined' || constant.kind === 'undefined') return undefined
  const answer = JSON.stringify(majority.value)
  if (constant.value === 1) return oneClass(`is ${answer}`)
  return notAbove(agreement, 'Accuracy', rate.value, `always answering ${answer}`, constant.value)
}

function byPassing(agreement: Agreement): AgainstConstant {
  const [passRecall, failRecall] = [agreement.passRecall.estimate, agreement.failRecall.estimate]
  if (passRecall.kind === 'undefined') return oneClass('fails')
  if (failRecall.kind === 'undefined') return oneClass('passes')
  const { estimate } = agreement.truthPassRate
  const passing = estimate.kind === 'value' ? estimate.value : 0
  const rate = passing * passRecall.value + (1 - passing) * failRecall.value
  const always = passing >= 0.5 ? 'always passing' : 'always failing'
  return notAbove(agreement, 'Agreement on pass or fail', rate, always, Math.max(passing, 1 - passing))
}

function notAbove(
  { rows }: Agreement,
  figure: string,
  rate: number,
  what: string,
  constant: number,
): AgainstConstant {
  if (rate > constant + 1e-12) return undefined
  const [measured, baseline] = distinctPercents(rate, constant)
  const on = countRows(rows, 'held-out ')
  return { outcome: 'fail', reason: `${figure} ${measured} on ${on} is not above ${what} (${baseline}).` }
}

function oneClass(truth: string): AgainstConstant {
  const reason = `Every truth ${truth}, so these rows cannot tell the judge from one that always says so.`
  return { outcome: 'inconclusive', reason }
}

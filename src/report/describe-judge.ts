import {
  type AnnotatorSummary,
  type CorrectedPassRate,
  type JudgeSummary,
  type RepeatSummary,
  smallSliceRows,
} from '../agreement/index.ts'
import { leniencyRemark, numericText } from './describe-agreement.ts'
import { count, formatCount, formatShare, formatShareInterval, formatStatistic, list } from './format.ts'
import type { Remark } from './remark.ts'

/** What one judge's held-out rows show besides the figures of the table. `times` is how often rows were judged. */
export function judgeFindings({ id, heldout }: JudgeSummary, times: number): Remark[] {
  const { agreement, repeats, annotators, passRate } = heldout
  const leniency = leniencyRemark(agreement)
  const texts = [
    ...(agreement.numeric === undefined ? [] : [`${id}: ${numericText(agreement.numeric)}`]),
    ...(repeats === undefined ? [] : [repeatText(id, repeats, times)]),
    ...(annotators === undefined ? [] : [annotatorText(heldout.agreement, id, annotators)]),
    ...(passRate === undefined || passRate.unlabelled < smallSliceRows
      ? []
      : [`${id}: ${passRateText(passRate)}`]),
  ]
  return [
    ...(leniency === undefined ? [] : [{ ...leniency, text: `${id} ${leniency.text}` }]),
    ...texts.map((text): Remark => ({ text, tone: 'plain' })),
  ]
}

function repeatText(id: string, { rows, flips, majority }: RepeatSummary, times: number): string {
  const changed = `the verdict changed on ${formatCount(flips.successes)} of ${count(rows, 'row')} (${formatShare(flips)})`
  const right = `the majority verdict is right on ${formatShareInterval(majority)} of ${count(majority.n, 'row')}`
  const interval = formatShareInterval(flips).slice(formatShare(flips).length + 1)
  return `${id}, asked ${times} times: ${changed} ${interval}; ${right}`
}

function annotatorText(
  { accuracy, kappa }: JudgeSummary['heldout']['agreement'],
  id: string,
  people: AnnotatorSummary,
): string {
  const { annotators, units, observed, fleiss, alpha, pairwise, alternative } = people
  const names = `${annotators.length} people (${list(annotators, 5)})`
  const agree =
    observed.kind === 'value' ? formatShare({ estimate: observed }) : `an unknown share (${observed.reason})`
  const [pair] = pairwise
  const among =
    pairwise.length === 1 && pair !== undefined
      ? `kappa ${formatStatistic(pair.kappa)}`
      : `Fleiss' kappa ${formatStatistic(fleiss)}`
  const standIn =
    alternative.kind === 'undefined'
      ? ''
      : `; by the alternative annotator test it ${alternative.passes ? 'may' : 'may not'} stand in for one of them`
  return (
    `${id} beside people: ${names} agree among themselves on ${agree} of ${count(units, 'row')}, ` +
    `${among}, Krippendorff's alpha ${formatStatistic(alpha)}, the most that any judge can be held to; ` +
    `the judge has accuracy ${formatShare(accuracy)}, kappa ${formatStatistic(kappa.estimate)}${standIn}`
  )
}

function passRateText({ observed, corrected, low, high, unlabelled }: CorrectedPassRate): string {
  const seen = `it passes ${formatShare({ estimate: observed })} of ${count(unlabelled, 'row')} without a truth`
  if (corrected.kind === 'undefined') return `${seen}; its errors cannot be taken out: ${corrected.reason}`
  return `${seen}; with its errors taken out ${formatShareInterval({ estimate: corrected, low, high })} pass`
}

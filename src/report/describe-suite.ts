import {
  type AlignedComparison,
  type JudgeSummary,
  percent,
  type SuiteCalls,
  type SuiteSummary,
} from '../agreement/index.ts'
import { clusterTexts, isWeighted, weightedText } from './describe-agreement.ts'
import { callTexts } from './describe-calls.ts'
import { count, formatCount, formatP, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'

/** An aligned judge against its base, in one sentence. */
export function comparisonRemark({ aligned, base, comparison }: AlignedComparison): Remark {
  const start = `${aligned} against ${base}: `
  if (comparison.kind === 'undefined') return { text: start + comparison.reason, tone: 'quiet' }
  const { rows, onlyFirst, onlySecond, difference, low, high, midPOneSided } = comparison
  if (onlyFirst + onlySecond === 0) {
    return { text: `${start}both right or both wrong on all ${count(rows, 'row')}`, tone: 'plain' }
  }
  const text =
    `${start}${signedPoints(difference)} points [${points(low)}, ${points(high)}], ` +
    `better on ${formatCount(onlyFirst)}, worse on ${formatCount(onlySecond)} of ${count(rows, 'row')}, ` +
    `one-sided mid-p ${formatP(midPOneSided)}`
  return { text, tone: low > 0 ? 'good' : high < 0 ? 'bad' : 'plain' }
}

/** What a suite's figures leave out, how they are counted and what they cost. */
export function suiteAsides({ judges, repeats }: SuiteSummary, calls: SuiteCalls): Remark[] {
  const unexplained = repeats > 0 && judges.every(({ heldout }) => heldout.repeats === undefined)
  const texts = [
    ...alignTexts(judges),
    ...judges.flatMap(leftOutTexts),
    ...clusterTexts(judges.map(({ id, heldout: { agreement } }) => ({ id, agreement }))),
    ...(judges.some(({ heldout }) => isWeighted(heldout.agreement)) ? [weightedText] : []),
    ...(unexplained ? [`repeats of rows: ${repeats}; a row still counts once`] : []),
    ...callTexts(calls),
  ]
  return texts.map((text) => ({ text, tone: 'quiet' }))
}

function alignTexts(judges: readonly JudgeSummary[]): string[] {
  const measured = judges.filter(({ align }) => align.agreement.rows > 0)
  if (measured.length === 0) return []
  const rows = [...new Set(measured.map(({ align }) => align.agreement.rows))]
  const accuracies = measured.map(({ id, align: { agreement } }) => {
    const share = percent(agreement.agreed / agreement.rows)
    const own = rows.length > 1 ? ` of ${formatCount(agreement.rows)}` : ''
    return measured.length > 1 ? `${id} ${share}${own}` : share
  })
  const most = formatCount(Math.max(...rows))
  return [
    `align rows: ${most}, accuracy ${accuracies.join(', ')} – no measure of quality: these rows may teach`,
  ]
}

function leftOutTexts({ id, heldout, notAligned }: JudgeSummary): string[] {
  const { notAsked, withoutTruth } = heldout
  const parts = [
    ...(notAsked > 0 && !notAligned ? [`${count(notAsked, 'row')} not asked (sampled out)`] : []),
    ...(withoutTruth > 0 ? [`${count(withoutTruth, 'row')} without a known truth`] : []),
  ]
  return parts.length > 0 ? [`${id}: ${parts.join(', ')}`] : []
}

import { type Agreement, type ComparisonSummary, wornText } from '../agreement/index.ts'
import { count, formatCount, formatShareInterval, formatStatistic, list } from './format.ts'
import { clusterTexts, numericText } from './describe-agreement.ts'
import { type Drawn, figureDifferences, scoredRowsTexts } from './figure-differences.ts'
import { type Paper, paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { type Remark, remarkLines } from './remark.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { type Compared, sidesOf, smallestDropText } from './compared.ts'
import { changeRemarks } from './describe-change.ts'
import { shiftRemarks } from './describe-shift.ts'
import { explainCompared } from './explain-compared.ts'
import { comparisonLines } from './render-comparison.ts'

const listed = 10

/**
 * Comparisons one after the other: each with the accuracies of both, the paired figures, the rows on which only one
 * was right, what was left out, and for one judge in two runs how often it changed its mind. No line is wider than
 * `width`; no newline at the end.
 */
export function renderCompared(
  compared: readonly Compared[],
  { width, color, explain = false, drawn }: PrintOptions & { drawn?: Drawn },
): string {
  const paper = paperOf(width, color)
  return joinBlocks([
    ...compared.map((one) => renderPair(paper, one, drawn)),
    explain ? renderGlossary(paper, explainCompared(compared, { drawn })) : [],
  ])
}

function renderPair(paper: Paper, compared: Compared, drawn: Drawn | undefined): string[] {
  const { suite, first, second, rows, summary, shift, adjustedMidP } = compared
  const { heading } = paper.palette
  const subject = rows === 'heldout' ? 'held-out rows' : 'align rows: no measure of quality, these may teach'
  const title = paragraph(paper, `${suite} · ${first} against ${second} · ${subject}`, {
    mark: '',
    style: heading,
  })
  const { comparison } = summary
  const smallestDrop = smallestDropText(summary)
  const accuracies =
    comparison.kind === 'undefined'
      ? []
      : [accuracyRemark(first, summary.first), accuracyRemark(second, summary.second)]
  return [
    ...title,
    ...remarkLines(paper, accuracies),
    ...comparisonLines(paper, comparison, [first, second], { smallestDrop, adjustedMidP }),
    ...remarkLines(paper, [
      ...(compared.worn ?? []).map(({ name, ...worn }): Remark => ({
        text: `${name} is measured on ${wornText(worn)}`,
        tone: 'doubtful',
      })),
      ...changeRemarks(compared),
      ...(shift === undefined ? [] : shiftRemarks(shift)),
      ...figureRemarks(summary, drawn),
      ...pairRemarks(compared),
    ]),
  ]
}

function figureRemarks(
  { comparison, figures, first, second }: ComparisonSummary,
  drawn: Drawn | undefined,
): Remark[] {
  if (figures === undefined || drawn === undefined || comparison.kind === 'undefined') return []
  return [
    { text: figureDifferences(figures, drawn).join(' '), tone: 'plain' },
    ...scoredRowsTexts(first, second).map((text): Remark => ({ text, tone: 'plain' })),
  ]
}

function accuracyRemark(name: string, { accuracy, kappa, numeric, unscored }: Agreement): Remark {
  const numbers = numeric === undefined ? '' : `, ${numericText(numeric)}`
  const missing = unscored > 0 ? `, ${formatCount(unscored)} unscored` : ''
  return {
    text: `${name}: accuracy ${formatShareInterval(accuracy)}, kappa ${formatStatistic(kappa.estimate)}${missing}${numbers}`,
    tone: 'plain',
  }
}

function pairRemarks({ first, second, sameJudge, summary }: Compared): Remark[] {
  const { onlyFirst, onlySecond, leftOut, flips } = summary
  const ids = (name: string, rows: readonly string[]) =>
    rows.length === 0 ? [] : [`only ${name} is right on ${list(rows, listed)}`]
  const parts = [
    ...(leftOut.first > 0 ? [`${count(leftOut.first, 'verdict')} of ${first} alone`] : []),
    ...(leftOut.second > 0 ? [`${count(leftOut.second, 'verdict')} of ${second} alone`] : []),
    ...(leftOut.truths > 0 ? [`${count(leftOut.truths, 'pair')} with two truths`] : []),
  ]
  const texts = [
    ...clusterTexts(sidesOf({ first, second, summary })),
    ...ids(first, onlyFirst),
    ...ids(second, onlySecond),
    ...(parts.length > 0 ? [`left out: ${list(parts)}`] : []),
  ]
  return [
    ...(sameJudge ? [flipRemark(flips)] : []),
    ...texts.map((text): Remark => ({ text, tone: 'quiet' })),
  ]
}

function flipRemark({ flips, recorded }: ComparisonSummary['flips']): Remark {
  const start = 'one judge, defined as before, so what differs is noise or its model has moved: '
  if (flips.estimate.kind === 'undefined') return { text: start + flips.estimate.reason, tone: 'doubtful' }
  const left = recorded > 0 ? `; ${count(recorded, 'recorded verdict')} left out` : ''
  const share = `${formatShareInterval(flips)} of ${count(flips.n, 'answer')} asked about again`
  return { text: `${start}the verdict changed on ${share}${left}`, tone: 'plain' }
}

import type { AlignedComparison, JudgeSummary, SuiteSummary } from '../agreement/index.ts'
import { percent } from '../agreement/index.ts'
import { shorten, oneLine } from './fit-text.ts'
import { count, formatP, points, signedPoints } from './format.ts'
import { type Paper, paragraph } from './paper.ts'
import { renderJudges } from './render-judges.ts'
import { renderMismatches } from './render-mismatches.ts'

/** One suite: its judges on held-out rows, aligned against base, what was left out, the worst mismatches. */
export function renderSuite(paper: Paper, summary: SuiteSummary): string[] {
  const { palette, width } = paper
  const subject = ' · held-out rows'
  const name = shorten(oneLine(summary.name), width - subject.length)
  const comparisons = summary.comparisons.flatMap((comparison) => renderComparison(paper, comparison))
  const asides = asidesOf(summary).flatMap((text) => paragraph(paper, text, { style: palette.quiet }))
  return [
    palette.heading(name) + palette.quiet(subject),
    '',
    ...renderJudges(paper, summary.judges),
    ...(comparisons.length > 0 ? ['', ...comparisons] : []),
    ...(asides.length > 0 ? ['', ...asides] : []),
    ...summary.judges.flatMap((judge) => renderMismatches(paper, judge)),
  ]
}

function renderComparison(paper: Paper, { aligned, base, comparison }: AlignedComparison): string[] {
  const { good, bad, plain, quiet } = paper.palette
  const start = `${aligned} against ${base}: `
  if (comparison.kind === 'undefined') {
    return paragraph(paper, start + comparison.reason, { style: quiet })
  }
  const { rows, onlyFirst, onlySecond, difference, low, high, midPOneSided } = comparison
  if (onlyFirst + onlySecond === 0) {
    return paragraph(paper, `${start}both right or both wrong on all ${count(rows, 'row')}`, { style: plain })
  }
  const style = low > 0 ? good : high < 0 ? bad : plain
  const text =
    `${start}${signedPoints(difference)} points [${points(low)}, ${points(high)}], ` +
    `better on ${onlyFirst}, worse on ${onlySecond} of ${count(rows, 'row')}, ` +
    `one-sided mid-p ${formatP(midPOneSided)}`
  return paragraph(paper, text, { style })
}

function asidesOf({ judges, repeats }: SuiteSummary): string[] {
  return [
    ...alignAside(judges),
    ...judges.flatMap(leftOutAside),
    ...(repeats > 0 ? [`repeats of rows: ${repeats}, not counted as rows`] : []),
    ...tokenAside(judges),
  ]
}

function alignAside(judges: readonly JudgeSummary[]): string[] {
  const measured = judges.filter(({ align }) => align.agreement.rows > 0)
  if (measured.length === 0) return []
  const rows = [...new Set(measured.map(({ align }) => align.agreement.rows))]
  const accuracies = measured.map(({ id, align: { agreement } }) => {
    const share = percent(agreement.agreed / agreement.rows)
    const own = rows.length > 1 ? ` of ${agreement.rows}` : ''
    return measured.length > 1 ? `${id} ${share}${own}` : share
  })
  return [
    `align rows: ${Math.max(...rows)}, accuracy ${accuracies.join(', ')} – no measure of quality: these rows may teach`,
  ]
}

function leftOutAside({ id, heldout, notAligned }: JudgeSummary): string[] {
  const { notAsked, withoutTruth } = heldout
  const parts = [
    ...(notAsked > 0 && !notAligned ? [`${count(notAsked, 'row')} not asked (sampled out)`] : []),
    ...(withoutTruth > 0 ? [`${count(withoutTruth, 'row')} without a known truth`] : []),
  ]
  return parts.length > 0 ? [`${id}: ${parts.join(', ')}`] : []
}

function tokenAside(judges: readonly JudgeSummary[]): string[] {
  const prompt = judges.reduce((total, { tokens }) => total + tokens.prompt, 0)
  const completion = judges.reduce((total, { tokens }) => total + tokens.completion, 0)
  if (prompt + completion === 0) return []
  return [`tokens: ${prompt.toLocaleString('en-US')} in, ${completion.toLocaleString('en-US')} out`]
}

import type { JudgeSummary, SuiteSummary } from '../agreement/index.ts'
import type { RunSuite } from '../contract/index.ts'
import { judgeFindings } from './describe-judge.ts'
import { comparisonRemark, suiteAsides } from './describe-suite.ts'
import { oneLine, shorten } from './fit-text.ts'
import { judgeTable } from './judge-table.ts'
import { type Paper, paragraph } from './paper.ts'
import { remarkLines } from './remark.ts'
import { renderMismatches } from './render-mismatches.ts'
import { renderTable } from './render-table.ts'
import { sliceRemarks, sliceTable } from './slice-table.ts'

/** One suite: its judges on held-out rows, what else these show, what was left out, the worst mismatches. */
export function renderSuite(paper: Paper, suite: RunSuite, summary: SuiteSummary): string[] {
  const { palette, width } = paper
  const { judges, comparisons } = summary
  const subject = ' · held-out rows'
  const name = shorten(oneLine(summary.name), width - subject.length)
  const times = timesJudged(suite)
  const findings = remarkLines(paper, [
    ...comparisons.map(comparisonRemark),
    ...judges.flatMap((judge) => judgeFindings(judge, times)),
  ])
  const asides = remarkLines(paper, suiteAsides(summary))
  return [
    palette.heading(name) + palette.quiet(subject),
    '',
    ...renderTable(paper, judgeTable(judges)),
    ...(findings.length > 0 ? ['', ...findings] : []),
    ...judges.flatMap((judge) => renderJudgeSlices(paper, judge)),
    ...(asides.length > 0 ? ['', ...asides] : []),
    ...judges.flatMap((judge) => renderMismatches(paper, judge)),
  ]
}

/** How often the rows of a suite were judged that were judged most often. */
export function timesJudged({ rows }: RunSuite): number {
  return 1 + rows.reduce((most, { repeat }) => Math.max(most, repeat), 0)
}

function renderJudgeSlices(paper: Paper, { id, heldout: { slices, agreement } }: JudgeSummary): string[] {
  if (slices.length < 2) return []
  return [
    '',
    ...paragraph(paper, `${id} · held-out rows by tag`, { style: paper.palette.strong }),
    ...renderTable(paper, sliceTable(slices)),
    ...remarkLines(paper, sliceRemarks(slices, agreement.accuracy)),
  ]
}

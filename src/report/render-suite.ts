import type { SuiteCalls, SuiteSummary } from '../agreement/index.ts'
import type { RunSuite } from '../contract/index.ts'
import { judgeFindings } from './describe-judge.ts'
import { comparisonRemark, suiteAsides } from './describe-suite.ts'
import { oneLine, shorten } from './fit-text.ts'
import { judgeTable } from './judge-table.ts'
import { judgeSlices } from './judge-slices.ts'
import { type Paper, paragraph } from './paper.ts'
import { remarkLines } from './remark.ts'
import { renderMismatches } from './render-mismatches.ts'
import { renderTable } from './render-table.ts'

/**
 * One suite: its judges on held-out rows, what else these show, slices by tag and by `sliceBy`, what was left out, the
 * worst mismatches.
 */
export function renderSuite(
  paper: Paper,
  suite: RunSuite,
  { summary, calls }: { summary: SuiteSummary; calls: SuiteCalls },
  sliceBy: readonly string[],
): string[] {
  const { palette, width } = paper
  const { judges, comparisons } = summary
  const subject = ' · held-out rows'
  const name = shorten(oneLine(summary.name), width - subject.length)
  const times = timesJudged(suite)
  const findings = remarkLines(paper, [
    ...comparisons.map(comparisonRemark),
    ...judges.flatMap((judge) => judgeFindings(judge, times)),
  ])
  const asides = remarkLines(paper, suiteAsides(summary, calls))
  return [
    palette.heading(name) + palette.quiet(subject),
    '',
    ...renderTable(paper, judgeTable(judges)),
    ...(findings.length > 0 ? ['', ...findings] : []),
    ...judges
      .flatMap((judge) => judgeSlices(suite, judge, sliceBy))
      .flatMap(({ title, table, remarks }) => [
        '',
        ...paragraph(paper, title, { style: palette.strong }),
        ...renderTable(paper, table),
        ...remarkLines(paper, remarks),
      ]),
    ...(asides.length > 0 ? ['', ...asides] : []),
    ...judges.flatMap((judge) => renderMismatches(paper, judge)),
  ]
}

/** How often the rows of a suite were judged that were judged most often. */
export function timesJudged({ rows }: RunSuite): number {
  return 1 + rows.reduce((most, { repeat }) => Math.max(most, repeat), 0)
}

import type { JudgeSummary } from '../agreement/index.ts'
import { formatInterval, formatShare, formatStatistic, formatValue } from './format.ts'
import type { Style } from './palette.ts'
import type { Paper } from './paper.ts'
import { type Column, renderTable, type TableRow } from './render-table.ts'

const columns: readonly Column[] = [
  { heading: 'rows', broken: ['', 'rows'], align: 'right' },
  { heading: 'unscored', broken: ['un-', 'scored'], align: 'right' },
  { heading: 'accuracy', broken: ['', 'accuracy'], align: 'right' },
  { heading: '95 % interval', broken: ['95 %', 'interval'], align: 'left', close: true },
  { heading: 'pass-recall', broken: ['pass-', 'recall'], align: 'right' },
  { heading: 'fail-recall', broken: ['fail-', 'recall'], align: 'right' },
  { heading: 'kappa', broken: ['', 'kappa'], align: 'right' },
]

/** The held-out agreement of a suite's judges, one line each, and below them the majority baseline. */
export function renderJudges(paper: Paper, judges: readonly JudgeSummary[]): string[] {
  const rows = judges.map((judge) => judgeRow(paper, judge))
  return renderTable(paper, 'judge', columns, [...rows, ...baselineRows(paper, judges)])
}

function judgeRow({ palette }: Paper, { id, heldout, notAligned }: JudgeSummary): TableRow {
  const { plain, strong, quiet, doubtful } = palette
  if (notAligned) {
    return {
      name: id,
      style: plain,
      content: 'not asked: no memory yet (run `npx vitest-judge align`)',
    }
  }
  const { rows, unscored, accuracy, passRecall, failRecall, kappa } = heldout.agreement
  return {
    name: id,
    style: plain,
    content: [
      { text: String(rows), style: plain },
      { text: String(unscored), style: unscored > 0 ? doubtful : plain },
      { text: formatShare(accuracy), style: strong },
      { text: formatInterval(accuracy), style: quiet },
      { text: formatShare(passRecall), style: plain },
      { text: formatShare(failRecall), style: plain },
      { text: formatStatistic(kappa), style: plain },
    ],
  }
}

/** One row where all judges have the same baseline, else one per baseline that names its judges. */
function baselineRows({ palette }: Paper, judges: readonly JudgeSummary[]): TableRow[] {
  const measured = judges.filter(({ heldout }) => heldout.agreement.rows > 0)
  const baselines = Map.groupBy(measured, ({ heldout: { agreement } }) =>
    JSON.stringify([agreement.majority.value, agreement.majority.share.successes, agreement.rows]),
  )
  return [...baselines.values()].flatMap((group) => {
    const majority = group[0]?.heldout.agreement.majority
    if (majority?.value === undefined) return []
    const whose = baselines.size > 1 ? `, for ${group.map(({ id }) => id).join(', ')}` : ''
    const style: Style = palette.quiet
    const texts = [String(majority.share.n), '', formatShare(majority.share), formatInterval(majority.share)]
    return [
      {
        name: `always ${formatValue(majority.value)}${whose}`,
        style,
        content: texts.map((text) => ({ text, style })),
      },
    ]
  })
}

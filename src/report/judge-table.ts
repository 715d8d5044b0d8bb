import type { JudgeSummary } from '../agreement/index.ts'
import { markedName } from './describe-worn.ts'
import { formatCount, formatInterval, formatShare, formatStatistic, formatValue } from './format.ts'
import { cell, type Column, type Table, type TableRow } from './table.ts'

const columns: readonly Column[] = [
  { heading: 'rows', align: 'right' },
  { heading: 'unscored', broken: ['un-', 'scored'], align: 'right' },
  { heading: 'accuracy', align: 'right' },
  { heading: '95 % interval', broken: ['95 %', 'interval'], align: 'left', close: true },
  { heading: 'pass-recall', broken: ['pass-', 'recall'], align: 'right' },
  { heading: 'fail-recall', broken: ['fail-', 'recall'], align: 'right' },
  { heading: 'balanced', align: 'right', optional: true },
  { heading: 'kappa', align: 'right' },
]

/** The held-out agreement of a suite's judges, one row each, and below them the majority baseline. */
export function judgeTable(judges: readonly JudgeSummary[]): Table {
  return { title: 'judge', columns, rows: [...judges.map(judgeRow), ...baselineRows(judges)] }
}

function judgeRow(summary: JudgeSummary): TableRow {
  const {
    heldout: { agreement },
    notAligned,
  } = summary
  const row = (content: TableRow['content']): TableRow => ({
    name: markedName(summary),
    tone: 'plain',
    content,
  })
  if (notAligned) return row('not asked: no memory yet (run `npx vitest-judge align`)')
  if (agreement.refusal !== undefined) return row(`no figures: ${agreement.refusal}`)
  const { rows, unscored, accuracy, passRecall, failRecall, balancedAccuracy, kappa } = agreement
  return row([
    cell(formatCount(rows)),
    cell(formatCount(unscored), unscored > 0 ? 'doubtful' : 'plain'),
    cell(formatShare(accuracy), 'strong'),
    cell(formatInterval(accuracy), 'quiet'),
    cell(formatShare(passRecall)),
    cell(formatShare(failRecall)),
    cell(formatShare(balancedAccuracy)),
    cell(formatStatistic(kappa.estimate)),
  ])
}

/** One row where all judges have the same baseline, else one per baseline that names its judges. */
function baselineRows(judges: readonly JudgeSummary[]): TableRow[] {
  const measured = judges.filter(
    ({ heldout: { agreement } }) => agreement.rows > 0 && agreement.refusal === undefined,
  )
  const baselines = Map.groupBy(measured, ({ heldout: { agreement } }) =>
    JSON.stringify([agreement.majority.value, formatShare(agreement.majority.share), agreement.rows]),
  )
  return [...baselines.values()].flatMap((group) => {
    const majority = group[0]?.heldout.agreement.majority
    if (majority?.value === undefined) return []
    const { share } = majority
    const whose = baselines.size > 1 ? `, for ${group.map(({ id }) => id).join(', ')}` : ''
    const texts = [formatCount(share.n), '', formatShare(share), formatInterval(share), '', '', '', '']
    return [
      {
        name: `always ${formatValue(majority.value)}${whose}`,
        tone: 'quiet',
        content: texts.map((text) => cell(text, 'quiet')),
      },
    ]
  })
}

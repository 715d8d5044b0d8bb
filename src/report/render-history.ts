import type { History } from '../contract/index.ts'
import {
  historyFacts,
  historyMeaning,
  type HistorySeries,
  historySeries,
  historyTable,
  seriesRemarks,
} from './history-series.ts'
import { type Paper, paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { remarkLines } from './remark.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { renderTable } from './render-table.ts'

/** So many runs of a judge are shown, the latest. */
const most = 20

/** The runs of a project over time as text: each judge's accuracy with its interval, and what has changed between. */
export function renderHistory(history: History, { width, color, explain = false }: PrintOptions): string {
  const paper = paperOf(width, color)
  const series = historySeries(history)
  const { text, notes } = historyFacts(history)
  return joinBlocks([
    paragraph(paper, text, { mark: '', style: paper.palette.quiet }),
    ...series.map((one) => renderSeries(paper, one)),
    series.length === 0 ? ['No judge was measured in any of them.'] : [],
    notes.length === 0 ? [] : [paper.palette.heading('Notes'), ...remarkLines(paper, notes, '  · ')],
    explain ? renderGlossary(paper, [historyMeaning]) : [],
  ])
}

function renderSeries(paper: Paper, series: HistorySeries): string[] {
  const remarks = seriesRemarks(series, most)
  return [
    ...paragraph(paper, series.title, { mark: '', style: paper.palette.heading }),
    ...renderTable(paper, historyTable(series, most)),
    ...(remarks.length > 0 ? ['', ...remarkLines(paper, remarks)] : []),
  ]
}

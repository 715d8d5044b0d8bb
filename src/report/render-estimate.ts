import type { EstimatedCalls, RunEstimate } from '../agreement/index.ts'
import { count, formatDollars, formatWhole } from './format.ts'
import { paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { joinBlocks } from './render-blocks.ts'
import { renderTable } from './render-table.ts'
import { cell, type Column, type TableRow } from './table.ts'

const columns: readonly Column[] = [
  { heading: 'calls', align: 'right' },
  { heading: 'tokens in', broken: ['tokens', 'in'], align: 'right' },
  { heading: 'tokens out', broken: ['tokens', 'out'], align: 'right' },
  { heading: 'cost', align: 'right' },
]

/**
 * What a run takes if everybody is asked again, as text: a table for each suite, then all of it, and what is not in
 * the figures. No line is wider than `width`; no newline at the end.
 */
export function renderEstimate(
  estimate: RunEstimate,
  { width, color }: Pick<PrintOptions, 'width' | 'color'>,
): string {
  const paper = paperOf(width, color)
  const { heading, quiet } = paper.palette
  const title = `What a run like ${estimate.run} takes if everybody is asked again`
  const { suites, total } = estimate
  const tables = suites.flatMap(({ suite, judges, app }): string[][] => {
    const rows = [
      ...judges.map(({ judge, ...calls }) => row(judge, calls)),
      ...app.map(({ model, ...calls }) => row(`predict to ${model}`, calls)),
    ]
    if (rows.length === 0) return []
    return [
      [
        ...paragraph(paper, suite, { mark: '', style: heading }),
        ...renderTable(paper, { title: '', columns, rows }),
      ],
    ]
  })
  const lines = suites.reduce((sum, { judges, app }) => sum + judges.length + app.length, 0)
  const all = row('all together', total)
  return joinBlocks([
    paragraph(paper, title, { mark: '', style: heading }),
    ...tables,
    lines < 2 ? [] : renderTable(paper, { title: '', columns, rows: [all] }),
    notesOf(estimate).flatMap((note) => paragraph(paper, note, { mark: '', style: quiet })),
  ])
}

function row(name: string, calls: EstimatedCalls): TableRow {
  const { tokens } = calls
  const texts = [formatWhole(calls.calls), formatWhole(tokens.prompt), formatWhole(tokens.completion)]
  return {
    name,
    tone: 'plain',
    content: [...texts.map((text) => cell(text)), cell(costText(calls), 'strong')],
  }
}

function costText({ costUsd, countedUsd, calls, uncounted }: EstimatedCalls): string {
  if (costUsd.kind === 'value') return formatDollars(costUsd.value)
  if (countedUsd.kind === 'undefined' || calls === uncounted) return 'unknown'
  return `${formatDollars(countedUsd.value)} and more`
}

function notesOf({ total, models, priceDate, rowsWithoutOutputs, auditCalls = 0 }: RunEstimate): string[] {
  const audits =
    auditCalls === 0
      ? []
      : [`Audits take ${count(auditCalls, 'call')} besides, of which the tokens are not known.`]
  if (total.calls === 0)
    return audits.length > 0 ? audits : ['No service was asked in this run, so there is nothing to go by.']
  const unpriced = models
    .filter(({ countedUsd }) => countedUsd.kind === 'undefined')
    .map(({ model }) => model)
  return [
    `By the token counts of this run, asked and recorded alike${priceDate === undefined ? '' : `, at prices of ${priceDate}`}. Embeddings are not counted.`,
    ...(unpriced.length > 0 ? [`No price is known for ${unpriced.join(', ')}.`] : []),
    ...(total.uncounted > 0
      ? [
          `The tokens of ${count(total.uncounted, 'call')} are not known, so they are in no figure but the calls.`,
        ]
      : []),
    ...(rowsWithoutOutputs > 0
      ? [`${count(rowsWithoutOutputs, 'row')} had no outputs: what they would take is not known.`]
      : []),
    ...audits,
    'How many of these calls recordings would answer, at no cost, is not known here.',
  ]
}

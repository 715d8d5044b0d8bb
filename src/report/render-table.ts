import { oneLine, pad, textWidth } from './fit-text.ts'
import type { Style } from './palette.ts'
import { type Paper, paragraph } from './paper.ts'

/** One column of figures, right of the row's name. */
export interface Column {
  /** The whole heading, and the same broken in two where room is short. */
  heading: string
  broken: readonly [string, string]
  align: 'left' | 'right'
  /** Stands close to the column before it. */
  close?: boolean
}

/** One figure of a table row and how it is painted. */
export interface Cell {
  text: string
  style: Style
}

/** One row: a name, and either a figure per column or one sentence in their place. */
export interface TableRow {
  name: string
  style: Style
  content: readonly Cell[] | string
}

interface Layout {
  headings: string[][]
  gap: number
  widths: number[]
  nameWidth: number
}

const indent = '  '

/**
 * A table that fits the paper: roomy where it can be, with broken headings where it must be. A name too long
 * for its column stands on a line of its own; where not even the figures fit, each row becomes a paragraph.
 */
export function renderTable(
  paper: Paper,
  title: string,
  columns: readonly Column[],
  rows: readonly TableRow[],
): string[] {
  const layout = layOut(paper, title, columns, rows)
  if (layout === undefined) return rows.flatMap((row) => asParagraphs(paper, columns, row))
  const style = paper.palette.quiet
  const depth = Math.max(...layout.headings.map((heading) => heading.length))
  const head = Array.from({ length: depth }, (_, line) => {
    const cells = layout.headings.map((heading) => ({
      text: heading[heading.length - depth + line] ?? '',
      style,
    }))
    return figures(layout, columns, { text: line === depth - 1 ? title : '', style }, cells)
  })
  return [...head, ...rows.flatMap((row) => renderRow(paper, layout, columns, row))]
}

function layOut(
  paper: Paper,
  title: string,
  columns: readonly Column[],
  rows: readonly TableRow[],
): Layout | undefined {
  const longestName = Math.max(textWidth(title), ...rows.map(({ name }) => textWidth(oneLine(name))))
  const attempts = [
    { gap: 3, broken: false, nameWidth: longestName },
    { gap: 2, broken: false, nameWidth: longestName },
    { gap: 2, broken: true, nameWidth: longestName },
    { gap: 2, broken: true, nameWidth: undefined },
  ]
  for (const { gap, broken, nameWidth } of attempts) {
    const headings = columns.map((column) => (broken ? [...column.broken] : [column.heading]))
    const widths = headings.map((heading, index) =>
      Math.max(...heading.map(textWidth), ...rows.map(({ content }) => textWidth(cellText(content, index)))),
    )
    const gaps = columns.reduce((total, { close }) => total + (close === true ? 1 : gap), 0)
    const room = paper.width - indent.length - gaps - widths.reduce((total, width) => total + width, 0)
    const needed = nameWidth ?? Math.max(textWidth(title), room)
    if (needed <= room) return { headings, gap, widths, nameWidth: needed }
  }
  return undefined
}

function cellText(content: TableRow['content'], index: number): string {
  return typeof content === 'string' ? '' : (content[index]?.text ?? '')
}

function renderRow(paper: Paper, layout: Layout, columns: readonly Column[], row: TableRow): string[] {
  const name = oneLine(row.name)
  const fits = textWidth(name) <= layout.nameWidth
  const own = fits ? [] : paragraph(paper, name, { mark: indent, style: row.style })
  const short = { text: fits ? name : '', style: row.style }
  if (typeof row.content !== 'string') return [...own, figures(layout, columns, short, row.content)]
  const mark = indent + ' '.repeat(layout.nameWidth + layout.gap)
  if (textWidth(mark) + textWidth(row.content) > paper.width) {
    return [...(fits ? [indent + row.style(name)] : own), ...sentence(paper, row.content)]
  }
  const beginning = indent + short.style(pad(short.text, layout.nameWidth + layout.gap, 'left'))
  return [...own, beginning + paper.palette.quiet(row.content)]
}

function figures(layout: Layout, columns: readonly Column[], name: Cell, cells: readonly Cell[]): string {
  const parts = cells.map(({ text, style }, index) => {
    const column = columns[index]
    const gap = ' '.repeat(column?.close === true ? 1 : layout.gap)
    const padded = pad(text, layout.widths[index] ?? 0, column?.align ?? 'right')
    return text === '' ? gap + padded : gap + style(padded)
  })
  const padded = pad(name.text, layout.nameWidth, 'left')
  const line = indent + (name.text === '' ? padded : name.style(padded)) + parts.join('')
  return line.trimEnd()
}

function asParagraphs(paper: Paper, columns: readonly Column[], row: TableRow): string[] {
  const text =
    typeof row.content === 'string'
      ? row.content
      : row.content
          .flatMap((cell, index) => (cell.text === '' ? [] : `${columns[index]?.heading} ${cell.text}`))
          .join(' · ')
  return [...paragraph(paper, row.name, { mark: indent, style: row.style }), ...sentence(paper, text)]
}

function sentence(paper: Paper, text: string): string[] {
  return paragraph(paper, text, { mark: `${indent}  `, style: paper.palette.quiet })
}

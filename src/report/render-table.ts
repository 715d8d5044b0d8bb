import { oneLine, pad, textWidth } from './fit-text.ts'
import { type Paper, paragraph } from './paper.ts'
import { cell, type Cell, type Column, type Table, type TableRow } from './table.ts'

interface Layout {
  columns: readonly Column[]
  /** The rows with the figures of these columns alone. */
  rows: readonly TableRow[]
  headings: string[][]
  gap: number
  widths: number[]
  nameWidth: number
}

const indent = '  '

/**
 * A table that fits the paper: roomy where it can be, without optional columns or with broken headings where it must
 * be. A name too long for its column stands on a line of its own; where not even the figures fit, each row becomes a
 * paragraph.
 */
export function renderTable(paper: Paper, table: Table): string[] {
  const layout = layOut(paper, table)
  if (layout === undefined) return table.rows.flatMap((row) => asParagraphs(paper, table.columns, row))
  const depth = Math.max(...layout.headings.map((heading) => heading.length))
  const head = Array.from({ length: depth }, (_, line) => {
    const cells = layout.headings.map((heading) =>
      cell(heading[heading.length - depth + line] ?? '', 'quiet'),
    )
    return figures(paper, layout, cell(line === depth - 1 ? table.title : '', 'quiet'), cells)
  })
  return [...head, ...layout.rows.flatMap((row) => renderRow(paper, layout, row))]
}

function layOut(paper: Paper, table: Table): Layout | undefined {
  const { title, rows } = table
  const longestName = Math.max(textWidth(title), ...rows.map(({ name }) => textWidth(oneLine(name))))
  const whole = { broken: false, nameWidth: longestName, isKept: () => true }
  const isKept = ({ optional = false }: Column) => !optional
  const attempts = [
    { ...whole, gap: 3 },
    { ...whole, gap: 2 },
    { ...whole, gap: 3, isKept },
    { ...whole, gap: 2, isKept },
    { gap: 2, broken: true, nameWidth: longestName, isKept },
    { gap: 2, broken: true, nameWidth: undefined, isKept },
  ]
  for (const { gap, broken, nameWidth, isKept } of attempts) {
    const kept = withColumns(table, isKept)
    const headings = kept.columns.map(({ heading, broken: halves = ['', heading] }) =>
      broken ? [...halves] : [heading],
    )
    const widths = headings.map((heading, index) =>
      Math.max(
        ...heading.map(textWidth),
        ...kept.rows.map(({ content }) => textWidth(cellText(content, index))),
      ),
    )
    const gaps = kept.columns.reduce((total, { close }) => total + (close === true ? 1 : gap), 0)
    const room = paper.width - indent.length - gaps - widths.reduce((total, width) => total + width, 0)
    const needed = nameWidth ?? Math.max(textWidth(title), room)
    if (needed <= room) return { ...kept, headings, gap, widths, nameWidth: needed }
  }
  return undefined
}

function withColumns(
  { columns, rows }: Table,
  isKept: (column: Column) => boolean,
): Pick<Layout, 'columns' | 'rows'> {
  const flags = columns.map(isKept)
  return {
    columns: columns.filter((_, index) => flags[index]),
    rows: rows.map(({ content, ...row }) => ({
      ...row,
      content: typeof content === 'string' ? content : content.filter((_, index) => flags[index]),
    })),
  }
}

function cellText(content: TableRow['content'], index: number): string {
  return typeof content === 'string' ? '' : (content[index]?.text ?? '')
}

function renderRow(paper: Paper, layout: Layout, row: TableRow): string[] {
  const { palette } = paper
  const name = oneLine(row.name)
  const fits = textWidth(name) <= layout.nameWidth
  const style = palette[row.tone]
  const own = fits ? [] : paragraph(paper, name, { mark: indent, style })
  const short = cell(fits ? name : '', row.tone)
  if (typeof row.content !== 'string') return [...own, figures(paper, layout, short, row.content)]
  const mark = indent + ' '.repeat(layout.nameWidth + layout.gap)
  if (textWidth(mark) + textWidth(oneLine(row.content)) > paper.width) {
    return [...(fits ? [indent + style(name)] : own), ...sentence(paper, row.content)]
  }
  const beginning = indent + style(pad(short.text, layout.nameWidth + layout.gap, 'left'))
  return [...own, beginning + palette.quiet(oneLine(row.content))]
}

function figures({ palette }: Paper, layout: Layout, name: Cell, cells: readonly Cell[]): string {
  // Nothing is filled up behind the last one: within colours that could not be trimmed.
  const last = cells.findLastIndex(({ text }) => text !== '')
  const parts = cells.slice(0, last + 1).map(({ text, tone }, index) => {
    const { align, close = false } = layout.columns[index] as Column
    const gap = ' '.repeat(close ? 1 : layout.gap)
    const width = index === last && align === 'left' ? 0 : (layout.widths[index] ?? 0)
    const padded = pad(text, width, align)
    return text === '' ? gap + padded : gap + palette[tone](padded)
  })
  const padded = pad(name.text, layout.nameWidth, 'left')
  const line = indent + (name.text === '' ? padded : palette[name.tone](padded)) + parts.join('')
  return line.trimEnd()
}

function asParagraphs(paper: Paper, columns: readonly Column[], row: TableRow): string[] {
  const text =
    typeof row.content === 'string'
      ? row.content
      : row.content
          .flatMap((own, index) => (own.text === '' ? [] : `${columns[index]?.heading ?? ''} ${own.text}`))
          .join(' · ')
  return [
    ...paragraph(paper, row.name, { mark: indent, style: paper.palette[row.tone] }),
    ...sentence(paper, text),
  ]
}

function sentence(paper: Paper, text: string): string[] {
  return paragraph(paper, text, { mark: `${indent}  `, style: paper.palette.quiet })
}

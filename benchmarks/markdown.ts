/** A table of figures, and the name of the block of the docs that holds it. */
export interface Table {
  name: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

/** A table as Markdown, columns of numbers to the right. */
export function toMarkdown({ head, rows }: Pick<Table, 'head' | 'rows'>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const isNumeric = (column: number) =>
    rows.every((cells) => /^([\d.,]+( \S+)?|–)$/.test(cells[column] ?? ''))
  const alignment = head.map((_, column) => (isNumeric(column) ? '---:' : '---'))
  return [head, alignment, ...rows].map(line).join('\n')
}

/** The cells of the first table of a Markdown text, head first, without the line of dashes. */
export function readTable(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'))
  const cells = lines.map((line) => line.split('|').slice(1, -1))
  return cells.map((row) => row.map((cell) => cell.trim())).filter((row) => !row.every(isDashes))
}

/**
 * What stands in a text between `<!-- name:start -->` and `<!-- name:end -->`.
 *
 * @throws Error where the text has not exactly one such block
 */
export function readBlock(text: string, name: string): string {
  return splitAtBlock(text, name)[1]
}

/**
 * The text with another content between `<!-- name:start -->` and `<!-- name:end -->`.
 *
 * @throws Error where the text has not exactly one such block
 */
export function withBlock(text: string, name: string, content: string): string {
  const [before, , after] = splitAtBlock(text, name)
  return `${before}\n\n${content}\n\n${after}`
}

function splitAtBlock(text: string, name: string): [before: string, block: string, after: string] {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const [before, rest, ...furtherStarts] = text.split(start)
  const [block, after, ...furtherEnds] = (rest ?? '').split(end)
  if (before === undefined || block === undefined || after === undefined) {
    throw new Error(`A block between ${start} and ${end} was expected.`)
  }
  if (furtherStarts.length + furtherEnds.length > 0) throw new Error(`The block ${name} is there twice.`)
  return [before + start, block, end + after]
}

function isDashes(cell: string): boolean {
  return /^:?-+:?$/.test(cell)
}

import { CsvError, parse } from 'csv-parse/sync'
import { VitestJudgeError } from '../contract/index.ts'
import type { SourceRecord } from './source-record.ts'

/**
 * The records of a CSV or TSV text with a header line: one object of strings each, placed at the line where the
 * record starts. Line ends inside quoted cells are read as `\n`, whatever the checkout made of them.
 *
 * @throws VitestJudgeError `damaged-file` with the line, for broken quotes, wrong numbers of cells, and columns
 * that share a name
 */
export function readCsv(path: string, text: string, delimiter: ',' | '\t'): SourceRecord[] {
  const records: SourceRecord[] = []
  visitCsv(path, text, delimiter, (value, place) => records.push({ value, place }))
  return records
}

/** How to go on with a file whose columns were read as one; undefined where that is not so. */
export function separatorHint(path: string, columns: readonly string[]): string | undefined {
  const [only = ''] = columns
  if (columns.length !== 1 || !/\.[ct]sv$/i.test(path)) return undefined
  if (only.includes(';')) {
    return 'Its columns seem to be separated by semicolons: write commas in their place, or tabs in a file that ends in .tsv.'
  }
  return only.includes('\t')
    ? 'Its columns seem to be separated by tabs: let its name end in .tsv.'
    : undefined
}

/** Hands over the records that `readCsv` gives, one by one, keeping none. */
export function visitCsv(
  path: string,
  text: string,
  delimiter: ',' | '\t',
  visit: (record: Record<string, string>, place: string) => void,
): void {
  let columns: string[] | undefined
  visitLines(path, text.replaceAll(/\r\n?/g, '\n'), delimiter, (cells, line) => {
    if (columns !== undefined) {
      const record = columns.map((column, index): [string, string] => [column, cells[index] ?? ''])
      visit(Object.fromEntries(record), `${path}:${line}`)
      return
    }
    columns = cells
    const twice = cells.find((column, index) => cells.indexOf(column) !== index)
    if (twice !== undefined) {
      throw damaged(path, line, `received two columns named ${JSON.stringify(twice)}; expected one`)
    }
  })
}

function visitLines(
  path: string,
  text: string,
  delimiter: ',' | '\t',
  visit: (cells: string[], line: number) => void,
): void {
  let columns: string[] | undefined
  let lastLine = 0
  let blanksBefore = 0
  const take = (cells: string[], context: { lines: number; empty_lines: number }): null => {
    const line = lastLine + 1 + context.empty_lines - blanksBefore
    lastLine = context.lines
    blanksBefore = context.empty_lines
    columns ??= cells
    visit(cells, line)
    return null
  }
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_quotes: delimiter === '\t',
      on_record: take,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED'
    const line = unclosed ? lastLine + 1 : Number(error['lines'])
    const what = unclosed ? 'a quote opened here is never closed' : error.message
    throw damaged(path, line, what, error, separatorHint(path, columns ?? []))
  }
}

function damaged(
  path: string,
  line: number,
  what: string,
  cause?: unknown,
  hint = `Mend line ${line} of ${path}; a cell with a quote, a line end or a separator is written in double quotes.`,
): VitestJudgeError {
  return new VitestJudgeError('damaged-file', {
    message: `${path}:${line} is damaged: ${what}.`,
    hint,
    cause,
  })
}

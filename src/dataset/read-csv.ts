import { CsvError, parse } from 'csv-parse/sync'
import { VitestJudgeError } from '../contract/index.ts'
import type { SourceRecord } from './source-record.ts'

interface CsvLine {
  cells: string[]
  line: number
}

/**
 * The records of a CSV or TSV text with a header line: one object of strings each, placed at the line where the
 * record starts. Line ends inside quoted cells are read as `\n`, whatever the checkout made of them.
 *
 * @throws VitestJudgeError `damaged-file` with the line, for broken quotes, wrong numbers of cells, and columns
 * that share a name
 */
export function readCsv(path: string, text: string, delimiter: ',' | '\t'): SourceRecord[] {
  const [header, ...lines] = parseLines(path, text.replaceAll(/\r\n?/g, '\n'), delimiter)
  if (header === undefined) return []
  const columns = header.cells
  const twice = columns.find((column, index) => columns.indexOf(column) !== index)
  if (twice !== undefined) {
    throw damaged(path, header.line, `received two columns named ${JSON.stringify(twice)}; expected one`)
  }
  return lines.map(({ cells, line }) => ({
    value: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])),
    place: `${path}:${line}`,
  }))
}

function parseLines(path: string, text: string, delimiter: ',' | '\t'): CsvLine[] {
  const lines: CsvLine[] = []
  let lastLine = 0
  let blanksBefore = 0
  const keep = (cells: string[], context: { lines: number; empty_lines: number }): null => {
    lines.push({ cells, line: lastLine + 1 + context.empty_lines - blanksBefore })
    lastLine = context.lines
    blanksBefore = context.empty_lines
    return null
  }
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_quotes: delimiter === '\t',
      on_record: keep,
    })
    return lines
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED'
    const line = unclosed ? lastLine + 1 : Number(error['lines'])
    throw damaged(path, line, unclosed ? 'a quote opened here is never closed' : error.message, error)
  }
}

function damaged(path: string, line: number, what: string, cause?: unknown): VitestJudgeError {
  return new VitestJudgeError('damaged-file', {
    message: `${path}:${line} is damaged: ${what}.`,
    hint: `Mend line ${line} of ${path}; a cell with a quote, a line end or a separator is written in double quotes.`,
    cause,
  })
}

import { renderToString } from 'preact-render-to-string'
import type { ComponentChild } from 'preact'
import type { MismatchedRow } from './mismatched-rows.ts'

/** All mismatched rows of a page together take at most so much of it, in bytes. */
export const mostBytes = 1_400_000

/** The longest that any text of a row is shown; the next where the rows would not find room with it. */
const lengths = [20_000, 8000, 4000, 2000, 1000, 500, 250, 120]

/** Rows that are shown, as markup, and those for which there is no room. */
export interface BudgetedRows {
  /** So many characters of a text are shown. */
  length: number
  html: Map<MismatchedRow, string>
  left: MismatchedRow[]
}

/**
 * As many rows as find room on a page, in their order, with texts as long as all of them can have. `render` makes the
 * element of one.
 */
export function budgetRows(
  rows: readonly MismatchedRow[],
  render: (row: MismatchedRow, length: number) => ComponentChild,
): BudgetedRows {
  for (const length of lengths) {
    const found = fit(rows, length, render)
    if (found.left.length === 0 || length === lengths.at(-1)) return found
  }
  return { length: 0, html: new Map(), left: [...rows] }
}

function fit(
  rows: readonly MismatchedRow[],
  length: number,
  render: (row: MismatchedRow, length: number) => ComponentChild,
): BudgetedRows {
  const html = new Map<MismatchedRow, string>()
  let bytes = 0
  for (const [place, row] of rows.entries()) {
    const text = renderToString(<>{render(row, length)}</>)
    bytes += Buffer.byteLength(text)
    if (bytes > mostBytes) return { length, html, left: rows.slice(place) }
    html.set(row, text)
  }
  return { length, html, left: [] }
}

/** The rows of a long list that are in the document: from `start` up to, not with, `end`. */
export interface RowWindow {
  start: number
  end: number
}

/** The rows that a list shows at a place of its scroll, and `spare` more on each side. Heights in pixels. */
export function windowRows(
  list: { rows: number; rowHeight: number; top: number; height: number },
  spare = 8,
): RowWindow {
  const { rows, rowHeight, top, height } = list
  const first = Math.floor(Math.max(0, top) / rowHeight)
  const last = Math.ceil((Math.max(0, top) + height) / rowHeight)
  const end = Math.min(rows, last + spare)
  return { start: Math.max(0, Math.min(first - spare, end)), end }
}

/** Where a list is to be scrolled so that a row is seen whole: as little as that takes. */
export function scrollTo(row: number, list: { rowHeight: number; top: number; height: number }): number {
  const { rowHeight, top, height } = list
  const start = row * rowHeight
  if (start < top) return start
  return Math.max(top, start + rowHeight - height)
}

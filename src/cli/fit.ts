import { stripVTControlCharacters } from 'node:util'
import { graphemeWidth, hiddenAsCodes, wrap } from '../report/index.ts'

/**
 * A text that is safe to print: no escape sequences and no control characters but line breaks and tabs; a character that
 * hides, or turns text round, by its code, `[U+202E]`.
 */
export function printable(text: string): string {
  return hiddenAsCodes(stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]/gu, ' '))
}

/** A text as lines of at most `width` columns, broken at spaces, figures in one piece; a longer word is broken anywhere. */
export function fit(text: string, width: number): string[] {
  return wrap(printable(text).trim().replaceAll(/\s+/g, ' '), Math.max(10, width))
}

/** A text on one line, cut to so many columns, with `…` where something is missing. */
export function shorten(text: string, width: number): string {
  const line = printable(text).replaceAll(/[\n\t]/g, ' ')
  return cutAt(line, width) === line.length ? line : `${line.slice(0, cutAt(line, Math.max(1, width - 1)))}…`
}

/**
 * How much of a text is within so many columns, in which wide letters and emoji take two: its length where all of it is.
 * No emoji, and no letter with its accents, is cut in two; the first is always taken.
 */
export function cutAt(text: string, room: number): number {
  if (ascii.test(text.slice(0, room + 1))) return Math.min(text.length, room)
  let end = 0
  let columns = 0
  // A text of megabytes is not looked at to its end.
  for (const { segment } of segmenter.segment(text.slice(0, 20 * room))) {
    columns += graphemeWidth(segment)
    if (columns > room && end > 0) break
    end += segment.length
  }
  return end
}

/** A text in pieces of at most so many columns, the first of `first`, cut as `cutAt` does. */
export function cutAll(text: string, first: number, room: number): string[] {
  const pieces: string[] = []
  let start = 0
  let end = 0
  let columns = 0
  for (const { segment } of segmenter.segment(text)) {
    const width = graphemeWidth(segment)
    if (columns + width > (pieces.length === 0 ? first : room) && end > start) {
      pieces.push(text.slice(start, end))
      start = end
      columns = 0
    }
    columns += width
    end += segment.length
  }
  return [...pieces, text.slice(start)]
}

const ascii = /^[\x20-\x7E]*$/
const segmenter = new Intl.Segmenter()

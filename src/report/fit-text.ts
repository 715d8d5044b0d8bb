import { stripVTControlCharacters } from 'node:util'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /^(?:\p{Emoji_Presentation}|.*\u{FE0F}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u{3000}-\u{303F}\u{FF01}-\u{FF60}\u{FFE0}-\u{FFE6}])/u

const ascii = /^[\x20-\x7E]*$/

/** How many terminal columns a text without control characters takes: wide letters and emoji take two. */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0)
}

/** A text on one line and safe to print: escape sequences and control characters gone, white space joined. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/(?!\u{200D})[\p{Cf}\p{Cs}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

/** A text cut to so many columns, with `…` where something is missing. */
export function shorten(text: string, width: number): string {
  // A text of megabytes is not measured to its end.
  const beginning = text.slice(0, 20 * width)
  if (beginning.length === text.length && textWidth(text) <= width) return text
  return `${takeColumns(beginning, width - 1).trimEnd()}…`
}

/** A text filled up with spaces to so many columns. */
export function pad(text: string, width: number, side: 'left' | 'right'): string {
  const filling = ' '.repeat(Math.max(0, width - textWidth(text)))
  return side === 'left' ? text + filling : filling + text
}

/** A space that parts neither a number from its unit nor the ends of an interval nor a p from its value. */
const breakable = /(?<!\[[-\d.]+,|\bp [=<>]) (?!%|(?<=\d )m?s\b|(?<=\bp )[=<>])/

/**
 * A text broken at spaces into lines of at most so many columns, figures such as `75.0 %`, `[66.3, 82.1]` and
 * `p = .034` in one piece; a longer word is broken anywhere.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(breakable)) {
    const joined = line === '' ? word : `${line} ${word}`
    if (textWidth(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (textWidth(line) > width) {
      const head = takeColumns(line, width) || (graphemes(line)[0] ?? line)
      lines.push(head)
      line = line.slice(head.length)
    }
  }
  return [...lines, line]
}

/** The longest beginning of a text within so many columns. */
function takeColumns(text: string, width: number): string {
  let taken = ''
  let columns = 0
  for (const grapheme of graphemes(text)) {
    columns += graphemeWidth(grapheme)
    if (columns > width) break
    taken += grapheme
  }
  return taken
}

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

/** How many terminal columns one letter or emoji takes, with all that belongs to it. */
export function graphemeWidth(grapheme: string): number {
  return wide.test(grapheme) ? 2 : 1
}

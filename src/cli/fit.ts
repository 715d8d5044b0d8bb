import { stripVTControlCharacters } from 'node:util'

/** A text that is safe to print: no escape sequences and no control characters but line breaks and tabs. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]/gu, ' ')
}

/** A text as lines of at most `width` characters, broken at spaces; a longer word is broken anywhere. */
export function fit(text: string, width: number): string[] {
  const room = Math.max(10, width)
  const lines: string[] = []
  let line = ''
  for (const word of printable(text).trim().split(/\s+/)) {
    const joined = line === '' ? word : `${line} ${word}`
    if (joined.length <= room) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    for (; line.length > room; line = line.slice(room)) lines.push(line.slice(0, room))
  }
  return [...lines, line]
}

/** A text on one line, cut to so many characters, with `…` where something is missing. */
export function shorten(text: string, width: number): string {
  const line = printable(text).replaceAll(/[\n\t]/g, ' ')
  return line.length <= width ? line : `${line.slice(0, Math.max(1, width - 1))}…`
}

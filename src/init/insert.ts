import type { MagicString } from 'magic-string'
import { afterLineComment, indentAt, type Source } from './source.ts'

/** A stretch of a text, from the first character to the one after the last. */
interface Span {
  start: number
  end: number
}

/**
 * Adds an element to the end of a list (array or object, `list` with its brackets), laid out as the others are. No
 * comment moves to another element.
 */
export function appendElement(
  edit: MagicString,
  source: Source,
  list: Span,
  elements: readonly Span[],
  element: string,
): void {
  const last = elements.at(-1)
  if (last === undefined) return insertAlone(edit, source, list, element)
  const { text, lineBreak } = source
  const comma = commaAfter(source, last.end, list.end)
  if (!isSpread(text, list, elements)) {
    edit.appendLeft(last.end, `, ${element}`)
    return
  }
  if (comma === undefined) edit.appendLeft(last.end, ',')
  const place = afterLineComment(source, comma === undefined ? last.end : comma + 1)
  edit.appendRight(
    place,
    `${lineBreak}${indentAt(text, last.start)}${element}${comma === undefined ? '' : ','}`,
  )
}

/** Adds a property to the start of an object (`list` with its braces), laid out as the others are. */
export function prependProperty(
  edit: MagicString,
  source: Source,
  list: Span,
  properties: readonly Span[],
  property: string,
): void {
  const [first] = properties
  if (first === undefined) return insertAlone(edit, source, list, property)
  const { text, lineBreak } = source
  if (isSpread(text, list, properties)) {
    const place = afterLineComment(source, list.start + 1)
    edit.appendLeft(place, `${lineBreak}${indentAt(text, first.start)}${property},`)
  } else {
    edit.appendLeft(first.start, `${property}, `)
  }
}

/** Puts the only element into a list, on a line of its own where the list has several. */
function insertAlone(edit: MagicString, source: Source, list: Span, element: string): void {
  const { text, lineBreak } = source
  const inside = text.slice(list.start + 1, list.end - 1)
  if (inside.includes('\n')) {
    const indent = `${indentAt(text, list.end - 1)}${indentUnit(text)}`
    edit.appendLeft(afterLineComment(source, list.start + 1), `${lineBreak}${indent}${element},`)
  } else {
    const isObject = text[list.start] === '{'
    const [before, after] = isObject
      ? [' ', inside.trim() === '' ? ' ' : ',']
      : ['', inside.trim() === '' ? '' : ',']
    if (inside.trim() === '') edit.remove(list.start + 1, list.end - 1)
    edit.appendLeft(list.start + 1, `${before}${element}${after}`)
  }
}

/** True where the first element stands on another line than the opening bracket. */
function isSpread(text: string, list: Span, elements: readonly Span[]): boolean {
  return text.slice(list.start, elements[0]?.start).includes('\n')
}

/** The place of the comma between an element and the next, or the end of the list. */
function commaAfter({ text, comments }: Source, from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) {
    const comment = comments.find(({ start }) => start === at)
    if (comment !== undefined) at = comment.end - 1
    else if (text[at] === ',') return at
  }
  return undefined
}

/** What a file indents by: its first indented line's white space; two spaces where it has none. */
export function indentUnit(text: string): string {
  return /\n([ \t]+)(?=[^\s*])/.exec(text)?.[1] ?? '  '
}

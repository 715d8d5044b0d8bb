import type { JsonValue } from '../contract/index.ts'

const snippetLength = 140

/** The plain values in some data, in their order. */
function plainTexts(value: JsonValue | undefined): string[] {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object') return [String(value)]
  return Object.values(value).flatMap(plainTexts)
}

/** The beginning of some data as one line of at most 140 characters. */
export function snippetOf(value: JsonValue | undefined): string {
  const line = plainTexts(value).join(' · ').replaceAll(/\s+/gu, ' ').trim()
  if (line.length <= snippetLength) return line
  // No half of a pair of surrogates.
  return `${line.slice(0, snippetLength - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The text of some data as it is searched: case and white space undone. */
export function searchText(...values: (JsonValue | undefined)[]): string {
  return folded(values.flatMap(plainTexts).join('\n'))
}

/** A text without what a search does not look at. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
}

import type { RunRow } from '../../contract/index.ts'
import { fieldText } from './slice.ts'

const shown = 5

/** Says that no held-out row is in a slice, and which slices there are: values of its field, or tags; at most 5. */
export function emptySliceReason(slice: string, heldOut: readonly RunRow[]): string {
  const place = slice.indexOf('=')
  const field = place < 0 ? undefined : slice.slice(0, place)
  const found = heldOut.flatMap((row) => (field === undefined ? row.tags : (fieldText(row, field) ?? [])))
  const names = [...new Set(found)].sort()
  const list = names.slice(0, shown).join(', ')
  const more = names.length > shown ? ` and ${names.length - shown} more` : ''
  const matches = `The slice ${slice} matches no held-out row`
  if (field === undefined) return `${matches}; their tags are: ${list || 'none'}${more}.`
  return names.length === 0
    ? `${matches}; none has a value in ${field}.`
    : `${matches}; the values of ${field} are: ${list}${more}.`
}

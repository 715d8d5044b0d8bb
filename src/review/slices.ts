import { fieldPaths, fieldText } from '../agreement/index.ts'
import type { RunRow } from '../contract/index.ts'

const mostSlices = 100
const longestValue = 60

/** The parts of a row whose fields make slices. */
type SlicedPart = 'inputs' | 'outputs' | 'expectations'

/** The parts of rows by which a person may slice: the expectations only where they may be seen. */
export function slicedParts(showsExpectations: boolean, blind: boolean): SlicedPart[] {
  return ['inputs', 'outputs', ...(!blind || showsExpectations ? (['expectations'] as const) : [])]
}

/**
 * Tells of a row whether it is in a slice: a tag, or `field=value` with the dotted path of a field of its group or of
 * the given parts. No other field is looked at: a verdict would tell itself.
 */
export function sliceTest(slice: string, parts: readonly SlicedPart[]): (row: RunRow) => boolean {
  const place = slice.indexOf('=')
  const [path, text] = [slice.slice(0, place), slice.slice(place + 1)]
  return (row) => row.tags.includes(slice) || (place > 0 && fieldText(fieldsOf(row, parts), path) === text)
}

/**
 * The tags, groups and `field=value` that two rows or more have and not all, the most frequent first, at most 100;
 * long values make no slice.
 */
export function slicesIn(rows: readonly RunRow[], parts: readonly SlicedPart[]): string[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const names = new Set(row.tags)
    const fields = fieldsOf(row, parts)
    for (const path of fieldPaths(fields)) {
      const text = fieldText(fields, path) ?? ''
      if (text.length <= longestValue) names.add(`${path}=${text}`)
    }
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > 1 && count < rows.length)
    .toSorted(([left, many], [right, few]) => few - many || (left < right ? -1 : 1))
    .slice(0, mostSlices)
    .map(([name]) => name)
}

function fieldsOf(row: RunRow, parts: readonly SlicedPart[]): object {
  return {
    ...(row.group !== undefined && { group: row.group }),
    ...Object.fromEntries(parts.map((part) => [part, row[part]])),
  }
}

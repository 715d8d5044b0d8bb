import type { JsonValue, RunRow } from '../../contract/index.ts'

/**
 * True for a row of a slice: a tag, or `field=value` where `field` is a dotted path into the row, such as
 * `inputs.language=de` or `group=a17`.
 */
export function isInSlice(row: RunRow, slice: string): boolean {
  const place = slice.indexOf('=')
  if (place < 0 || row.tags.includes(slice)) return row.tags.includes(slice)
  return fieldText(row, slice.slice(0, place)) === slice.slice(place + 1)
}

/** The text of a field, by a dotted path that starts at the row; undefined where there is no plain value. */
export function fieldText(row: object, path: string): string | undefined {
  let value: unknown = row
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as { [key: string]: JsonValue })[key]
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** The dotted paths of all plain values in a row, by which it can be sliced; lists have none. */
export function fieldPaths(row: object): string[] {
  return Object.entries(row).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) {
      return Array.isArray(value) ? [] : fieldPaths(value).map((path) => `${key}.${path}`)
    }
    return fieldText({ value }, 'value') === undefined ? [] : [key]
  })
}

/** The slices that rows fall into: by their tags, or by the values of a field; sorted by name. */
export function slicesOf<Item>(
  items: readonly Item[],
  rowOf: (item: Item) => RunRow,
  field?: string,
): { name: string; items: Item[] }[] {
  const slices = new Map<string, Item[]>()
  for (const item of items) {
    for (const name of namesOf(rowOf(item), field)) slices.set(name, [...(slices.get(name) ?? []), item])
  }
  return [...slices]
    .map(([name, items]) => ({ name, items }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

function namesOf(row: RunRow, field: string | undefined): string[] {
  if (field === undefined) return [...new Set(row.tags)]
  const text = fieldText(row, field)
  return text === undefined ? [] : [`${field}=${text}`]
}

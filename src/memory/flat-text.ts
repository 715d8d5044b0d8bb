import type { JsonValue } from '../contract/index.ts'

/**
 * JSON as text: a string as it stands, other JSON as `key: value` lines in key order, nested keys joined by dots, the
 * items of an array under the key of the array.
 */
export function flatText(value: JsonValue): string {
  return lines('', value).join('\n')
}

function lines(path: string, value: JsonValue): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => lines(path, item))
  if (isFilledObject(value)) {
    return Object.keys(value)
      .toSorted()
      .flatMap((key) => lines(path === '' ? key : `${path}.${key}`, value[key] as JsonValue))
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [path === '' ? text : `${path}: ${text}`]
}

function isFilledObject(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

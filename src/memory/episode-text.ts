import type { JsonValue } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'

/** The two sides of a sample that are embedded together. */
export interface EmbeddedSides {
  inputs: JsonValue
  outputs: JsonValue
}

/**
 * The text that is embedded, for stored episodes and for queries alike: inputs, a newline, outputs. Strings stand
 * as they are; other JSON is flattened to `key: value` lines in key order, nested keys joined by dots, the items
 * of an array under the key of the array. Equal values give equal text, whatever the order of their keys.
 */
export function episodeText({ inputs, outputs }: EmbeddedSides): string {
  return `${flatText(inputs)}\n${flatText(outputs)}`
}

/** The key of an embedded text in `vectors.jsonl`: the content hash of `{ text }`, 16 hexadecimal digits. */
export function textHash(text: string): string {
  return contentHash({ text })
}

function flatText(value: JsonValue): string {
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

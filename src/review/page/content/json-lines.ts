import type { JsonValue } from '../../../contract/index.ts'

/** A stretch of a line of JSON. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'mark'
  text: string
}

const token =
  /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([{}[\],:]|\s+)/g

/** A value as lines of JSON, two spaces a level. */
export function jsonLines(value: JsonValue): string[] {
  return JSON.stringify(value, null, 2).split('\n')
}

/** One such line in stretches, for their colours. */
export function jsonTokens(line: string): JsonToken[] {
  return [...line.matchAll(token)].flatMap(([text, string, colon, number, word]): JsonToken[] => {
    if (string !== undefined) {
      if (colon === undefined) return [{ kind: 'string', text: string }]
      return [
        { kind: 'key', text: string },
        { kind: 'mark', text: colon },
      ]
    }
    if (number !== undefined) return [{ kind: 'number', text: number }]
    return [{ kind: word === undefined ? 'mark' : 'word', text }]
  })
}

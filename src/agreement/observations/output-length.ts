import type { JsonValue } from '../../contract/index.ts'

/** The length of an output in code points: of a text its own, of an object or list that of all values in it. */
export function outputLength(output: JsonValue): number {
  if (output === null) return 0
  if (typeof output === 'string') return Array.from(output).length
  if (typeof output !== 'object') return String(output).length
  return Object.values(output).reduce<number>((sum, value) => sum + outputLength(value), 0)
}

import type { JsonValue } from '../contract/index.ts'

/** Sixteen digits in a row: what may be more than a JavaScript number holds. */
const manyDigits = /\d{16}/
const exponent = /\d[eE]\+?\d/

const deepest = 1000

/**
 * Parses JSON and keeps as text the numbers that JavaScript cannot hold: whole numbers beyond 2^53 whose digits it
 * would change, such as times in nanoseconds, and numbers too large to be any.
 *
 * @throws SyntaxError where the text is not JSON, RangeError where it is nested deeper than 1,000 levels
 */
export function parseExactJson(text: string): JsonValue {
  const value = parsed(text)
  if (text.length > 2 * deepest && isTooDeep(value)) throw new RangeError('it is nested too deeply')
  return value
}

function parsed(text: string): JsonValue {
  if (!manyDigits.test(text) && !exponent.test(text)) return JSON.parse(text) as JsonValue
  const parse = JSON.parse as (text: string, reviver: ExactReviver) => JsonValue
  return parse(text, (_key, value, { source = '' }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const isCut = !Number.isFinite(value) || (/^-?\d+$/.test(source) && String(value) !== source)
    return isCut ? source : value
  })
}

function isTooDeep(value: JsonValue): boolean {
  let level: object[] = typeof value === 'object' && value !== null ? [value] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return true
    level = level.flatMap((one) =>
      Object.values(one).filter((part): part is object => typeof part === 'object' && part !== null),
    )
  }
  return false
}

/** A reviver sees how a number was written (https://github.com/tc39/proposal-json-parse-with-source). */
type ExactReviver = (key: string, value: unknown, context: { source?: string }) => unknown

/** The value of a JSON text as `parseExactJson` reads it; a text that is no JSON stays as it is. */
export function jsonOrText(text: string): JsonValue {
  try {
    return parseExactJson(text)
  } catch {
    return text
  }
}

/** A whole number of any length, given in digits, that `JSON.stringify` writes as a number. */
export function exactNumber(digits: bigint): JsonValue {
  return (JSON as unknown as { rawJSON(text: string): JsonValue }).rawJSON(String(digits))
}

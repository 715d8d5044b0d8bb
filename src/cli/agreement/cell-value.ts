import { type JudgeValue, type VitestJudgeError, weightSchema } from '../../contract/index.ts'
import { brief, invalidRow } from '../../dataset/index.ts'

/** Where a value stands. */
export interface CellPlace {
  /** As `visitRecords` says it. */
  place: string
  /** The field's name or path. */
  path: string
}

/**
 * What stands in a field, as a value of a judge; undefined for nothing, null and blank text. With `asNumbers` a text
 * is read as a number.
 *
 * @throws VitestJudgeError `invalid-rows` for lists and objects, and with `asNumbers` for all but numbers
 */
export function toJudgeValue(value: unknown, asNumbers: boolean, at: CellPlace): JudgeValue | undefined {
  if (isNothing(value)) return undefined
  if (!asNumbers && (typeof value === 'string' || typeof value === 'boolean')) return value
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  if (Number.isFinite(number)) return number
  throw asNumbers
    ? unusable(value, 'a number', 'Leave --numbers out where values are labels.', at)
    : unusable(
        value,
        'text, a number, true or false',
        `Name a field that holds one value, such as ${at.path}.0 within a list.`,
        at,
      )
}

/** The weight in a field: a number from 1e-9 to 1e9, also as text; undefined for all else. */
export function toWeight(value: unknown): number | undefined {
  const isText = typeof value === 'string' && value.trim() !== ''
  return weightSchema.safeParse(isText ? Number(value) : value).data
}

/** The name in a field, of a row, a group or a slice; undefined where there is none. */
export function toName(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** The name of a group in a field, empty where there is none; undefined for what is no name. */
export function toGroup(value: unknown): string | undefined {
  return isNothing(value) ? '' : toName(value)
}

/** The names in a field that holds one or a list of them, each once. */
export function toNames(value: unknown): string[] {
  const names = (Array.isArray(value) ? (value as unknown[]) : [value]).map(toName)
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** The `invalid-rows` error for a field with something else than was expected. */
export function unusable(value: unknown, expected: string, hint: string, at: CellPlace): VitestJudgeError {
  return invalidRow({ ...at, received: brief(value), expected, hint })
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

import { VitestJudgeError } from '../contract/index.ts'

/** What is wrong with one record. */
export interface RowFault {
  /** Where the record stands: `rows.jsonl:3`. */
  place: string
  /** Which part of it, for example `inputs.text`; empty for the whole record. */
  path: string
  /** What was found there, in words; `brief` puts a value so. */
  received: string
  /** What should stand there, in words. */
  expected: string
  hint: string
}

/** The `invalid-rows` error for one record, naming place, path, what was received and what was expected. */
export function invalidRow(fault: RowFault, cause?: unknown): VitestJudgeError {
  const where = fault.path === '' ? '' : ` at ${fault.path}`
  return new VitestJudgeError('invalid-rows', {
    message: `${fault.place} is not a valid row:${where} received ${fault.received}; expected ${fault.expected}.`,
    hint: fault.hint,
    cause,
  })
}

/** The error for a record that is no object. */
export function noObject(place: string, value: unknown): VitestJudgeError {
  return invalidRow({
    place,
    path: '',
    received: brief(value),
    expected: 'an object',
    hint: 'Write each record as an object.',
  })
}

/** A value in at most some 80 characters. */
export function brief(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = textOf(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return String(value)
  try {
    return JSON.stringify(value) ?? 'nothing'
  } catch {
    return 'an object that JSON cannot hold'
  }
}

/** The columns of a record in words, the first twenty by name. */
export function columnsOf(record: Record<string, unknown>): string {
  const names = Object.keys(record)
  const more = names.length > 20 ? ` and ${names.length - 20} more` : ''
  return names.length === 0 ? 'no columns' : `columns ${names.slice(0, 20).join(', ')}${more}`
}

/** True for objects that are neither null nor arrays. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

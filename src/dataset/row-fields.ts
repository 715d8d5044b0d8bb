import { refuseUnknownKeys, VitestJudgeError } from '../contract/index.ts'
import { brief, columnsOf, invalidRow, isObject } from './invalid-row.ts'
import type { SourceRecord } from './source-record.ts'

/** Columns to take: their names, or new names for them (`{ text: 'sentence' }`). */
export type FieldChoice = readonly string[] | Readonly<Record<string, string>>

/** Which columns of a record become which part of a row. */
export interface RowFields {
  /** The column with the id; an empty cell is absent. */
  id?: string
  /** What the system under test is given. */
  inputs: FieldChoice
  /** What a right answer looks like. */
  expectations?: FieldChoice
  /** The column whose values keep rows on one side of the split; an empty cell is absent. */
  group?: string
  /** A column, or several; a text is cut at commas and semicolons. */
  tags?: string | readonly string[]
  /** The inverse of the chance with which the record was picked; an empty cell is absent. */
  weight?: string
  /** How the record was picked, `random` or `verdict`; an empty cell is absent. */
  pickedBy?: string
}

/**
 * The row that `fields` picks from a record.
 *
 * @throws VitestJudgeError `invalid-rows` naming a column that the record lacks
 */
export function pickFields({ value, place }: SourceRecord, fields: RowFields): Record<string, unknown> {
  if (!isObject(value)) {
    throw invalidRow({
      place,
      path: '',
      received: brief(value),
      expected: 'an object whose columns `fields` can name',
      hint: 'Use `map` for records that are not objects.',
    })
  }
  const take = (column: string): unknown => {
    if (Object.hasOwn(value, column)) return value[column]
    throw invalidRow({
      place,
      path: '',
      received: columnsOf(value),
      expected: `a column \`${column}\`, as \`fields\` says`,
      hint: 'Correct `fields`; where some records lack a column, use `map`.',
    })
  }
  const pick = (choice: FieldChoice) =>
    Object.fromEntries(entriesOf(choice).map(([name, column]) => [name, take(column)]))
  const takeFilled = (column: string) => {
    const cell = take(column)
    return cell === '' ? undefined : cell
  }
  const { id, inputs, expectations, group, tags, weight, pickedBy } = fields
  return {
    ...(id !== undefined && { id: takeFilled(id) }),
    inputs: pick(inputs),
    ...(expectations !== undefined && { expectations: pick(expectations) }),
    ...(group !== undefined && { group: takeFilled(group) }),
    ...(tags !== undefined && { tags: [tags].flat().flatMap((column) => toTags(take(column))) }),
    ...(weight !== undefined && { weight: toNumber(takeFilled(weight)) }),
    ...(pickedBy !== undefined && { pickedBy: takeFilled(pickedBy) }),
  }
}

const parts = Object.keys({
  id: true,
  inputs: true,
  expectations: true,
  group: true,
  tags: true,
  weight: true,
  pickedBy: true,
} satisfies Record<keyof RowFields, true>)

/** Refuses `fields` that pick no inputs, or something that is no part of a row. */
export function checkFields(fields: RowFields): void {
  refuseUnknownKeys('`fields`', fields, parts)
  if (entriesOf(fields.inputs).length > 0) return
  throw new VitestJudgeError('invalid-options', {
    message: '`fields.inputs` names no column; expected one at least.',
    hint: "Write `fields: { inputs: ['text'], expectations: ['label'] }`.",
  })
}

/** Tags from a cell: a text is cut at commas and semicolons, null gives none, anything else stays as it is. */
export function toTags(value: unknown): unknown[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'string') return Array.isArray(value) ? value : [value]
  return value
    .split(/[,;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

/** The number that a text writes out; anything else stays as it is. */
export function toNumber(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value
  const number = Number(value)
  return Number.isNaN(number) ? value : number
}

function entriesOf(choice: FieldChoice): [name: string, column: string][] {
  return Array.isArray(choice) ? choice.map((column: string) => [column, column]) : Object.entries(choice)
}

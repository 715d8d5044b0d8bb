import { VitestJudgeError } from '../contract/index.ts'
import { brief, columnsOf, invalidRow, isObject } from './invalid-row.ts'
import type { SourceRecord } from './source-record.ts'

/** Columns to take: their names, or new names for them (`{ text: 'sentence' }`). */
export type FieldChoice = readonly string[] | Readonly<Record<string, string>>

/** Which columns of a record become which part of a row. */
export interface RowFields {
  id?: string
  inputs: FieldChoice
  expectations?: FieldChoice
  group?: string
  /** A column, or several; a text is cut at commas and semicolons. */
  tags?: string | readonly string[]
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
  const takeName = (column: string) => {
    const name = take(column)
    return name === '' ? undefined : name
  }
  const { id, inputs, expectations, group, tags } = fields
  return {
    ...(id !== undefined && { id: takeName(id) }),
    inputs: pick(inputs),
    ...(expectations !== undefined && { expectations: pick(expectations) }),
    ...(group !== undefined && { group: takeName(group) }),
    ...(tags !== undefined && { tags: [tags].flat().flatMap((column) => toTags(take(column))) }),
  }
}

/** Refuses `fields` that pick no inputs. */
export function checkFields(fields: RowFields): void {
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

function entriesOf(choice: FieldChoice): [name: string, column: string][] {
  return Array.isArray(choice) ? choice.map((column: string) => [column, column]) : Object.entries(choice)
}

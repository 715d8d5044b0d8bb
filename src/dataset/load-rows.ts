import type { StandardSchemaV1 } from '@standard-schema/spec'
import { VitestJudgeError, type Row, type RowInput } from '../contract/index.ts'
import { checkSchema } from './check-schema.ts'
import { csvRow } from './csv-row.ts'
import { brief, columnsOf, invalidRow, isObject, noObject } from './invalid-row.ts'
import {
  checkOptions,
  type LoadOptions,
  type RowSource,
  type SchemaOptions,
  type SchemaRow,
} from './load-options.ts'
import { readSource, sourceKind, type SourceKind } from './read-source.ts'
import { pickFields } from './row-fields.ts'
import { rowShape } from './row-shape.ts'
import { sampleRows } from './sample-rows.ts'
import type { SourceRecord } from './source-record.ts'
import { withIds, type PlacedRow } from './to-rows.ts'

/**
 * Loads rows from `.jsonl`/`.ndjson`, `.json`, `.csv`/`.tsv`, an array, or `hugging-face:<owner/name>`, in the
 * order of the source. A record that has `inputs` is a row already; others need `fields` or `map`. Cells of CSV
 * are strings. A row without an id gets the hash of its inputs and expectations.
 *
 * @throws VitestJudgeError `unknown-source`, `missing-file`, `damaged-file`, `invalid-rows`, `duplicate-row`,
 * `no-rows`, `invalid-options`, and for Hugging Face `request-failed`
 */
export async function loadRows<Schema extends StandardSchemaV1, Item>(
  source: readonly Item[],
  options: SchemaOptions<Schema, Item>,
): Promise<SchemaRow<Schema>[]>
export async function loadRows<Schema extends StandardSchemaV1>(
  source: string | URL,
  options: SchemaOptions<Schema>,
): Promise<SchemaRow<Schema>[]>
export async function loadRows<Inputs, Expectations>(
  source: readonly RowInput<Inputs, Expectations>[],
  options?: Omit<LoadOptions, 'map' | 'fields'>,
): Promise<Row<Inputs, Expectations>[]>
export async function loadRows<Item>(source: readonly Item[], options: LoadOptions<Item>): Promise<Row[]>
export async function loadRows(source: string | URL, options?: LoadOptions): Promise<Row[]>
export async function loadRows(
  source: RowSource,
  options: LoadOptions<never> & { schema?: StandardSchemaV1 } = {},
): Promise<Row[]> {
  const kind = sourceKind(source)
  checkOptions(kind.type === 'hugging-face', options)
  const records = await readSource(kind, options)
  if (records.length === 0) {
    throw new VitestJudgeError('no-rows', {
      message: `${kind.name} holds no rows; expected one at least.`,
      hint: 'Add rows, or check that this is the source you mean.',
    })
  }
  const placed: PlacedRow[] = []
  for (const [index, record] of records.entries()) {
    const row = rowShape(mapped(kind, record, index, options), record.place)
    const { schema } = options
    placed.push({
      row: schema === undefined ? row : await checkSchema(row, record.place, schema),
      place: record.place,
    })
  }
  const rows = withIds(placed)
  return options.sample === undefined ? rows : sampleRows(rows, options.sample)
}

function mapped(kind: SourceKind, record: SourceRecord, index: number, options: LoadOptions<never>): unknown {
  const { value, place } = record
  if (options.fields !== undefined) return pickFields(record, options.fields)
  if (options.map !== undefined) return applyMap(kind, record, index, options.map as Map)
  if (kind.type === 'csv') return csvRow(value as Record<string, string>, place)
  if (isObject(value) && !('inputs' in value)) {
    throw invalidRow({
      place,
      path: 'inputs',
      received: `nothing, beside ${columnsOf(value)}`,
      expected: 'a value',
      hint: "Say which column is what: `fields: { inputs: ['text'], expectations: ['label'] }`.",
    })
  }
  return value
}

type Map = (record: unknown, index: number) => unknown

function applyMap(kind: SourceKind, { value, place }: SourceRecord, index: number, map: Map): unknown {
  if (kind.type !== 'array' && !isObject(value)) {
    throw noObject(place, value)
  }
  try {
    return map(value, index)
  } catch (error) {
    throw new VitestJudgeError('invalid-rows', {
      message: `\`map\` failed on ${place}: it threw ${brief(error instanceof Error ? error.message : error)}; expected a row.`,
      hint: 'Make `map` return `{ inputs, expectations? }` for every record.',
      cause: error,
    })
  }
}

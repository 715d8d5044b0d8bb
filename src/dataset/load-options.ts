import type { StandardSchemaV1 } from '@standard-schema/spec'
import {
  refuseUnknownKeys,
  VitestJudgeError,
  type JsonObject,
  type PickedBy,
  type Row,
} from '../contract/index.ts'
import type { HuggingFaceOptions } from './hugging-face.ts'
import { checkFields, type RowFields } from './row-fields.ts'
import type { SampleOptions } from './sample-rows.ts'

/** A path, a `file:` URL, `hugging-face:<owner/name>`, or an array. */
export type RowSource = string | URL | readonly unknown[]

/** What `map` gives for one record: a row, checked like any other. */
export interface MappedRow {
  id?: string | number | null | undefined
  inputs: unknown
  expectations?: unknown
  group?: string | number | null | undefined
  tags?: readonly string[] | null | undefined
  weight?: number | null | undefined
  pickedBy?: PickedBy | null | undefined
  outputs?: unknown
  conversation?: unknown
  trace?: unknown
}

/** How rows are read. `map` and `fields` exclude each other; the Hugging Face options go with that source only. */
export interface LoadOptions<Item = JsonObject> extends HuggingFaceOptions {
  /** Makes a row from a record in another shape. */
  map?: (record: Item, index: number) => MappedRow
  /** The short way: which columns become which part of a row. */
  fields?: RowFields
  /** Takes a sample that stays when rows are appended. */
  sample?: SampleOptions
}

/** Options with a Standard Schema (zod and others) that each row is checked against, after mapping. */
export interface SchemaOptions<Schema extends StandardSchemaV1, Item = JsonObject> extends LoadOptions<Item> {
  /** What each row must fit, after mapping, `{ inputs, expectations }`; the rows have the types that it gives. */
  schema: Schema
}

/** The rows that a schema gives: the types of `inputs` and `expectations` come from its output. */
export type SchemaRow<Schema extends StandardSchemaV1> =
  StandardSchemaV1.InferOutput<Schema> extends { inputs: infer Inputs }
    ? Row<Inputs, ExpectationsOf<StandardSchemaV1.InferOutput<Schema>>>
    : never

type ExpectationsOf<Output> = Output extends { expectations: infer Expectations }
  ? Expectations
  : Output extends { expectations?: infer Expectations }
    ? unknown extends Expectations
      ? undefined
      : Expectations | undefined
    : undefined

const huggingFaceOnly = [
  'config',
  'split',
  'revision',
  'limit',
  'baseURL',
  'cacheFolder',
  'token',
  'sleep',
] as const satisfies (keyof HuggingFaceOptions)[]

const knownOptions = ['map', 'fields', 'sample', 'schema', ...huggingFaceOnly]

/** Refuses options that nobody knows, or that contradict each other or the source. */
export function checkOptions(isHuggingFace: boolean, options: LoadOptions<never>): void {
  refuseUnknownKeys('loadRows', options, knownOptions)
  if (options.map !== undefined && options.fields !== undefined) {
    throw new VitestJudgeError('invalid-options', {
      message: 'Both `map` and `fields` were given; expected one of them.',
      hint: 'Keep `fields` where records only need other names, else `map`.',
    })
  }
  if (options.fields !== undefined) checkFields(options.fields)
  const misplaced = isHuggingFace ? undefined : huggingFaceOnly.find((name) => options[name] !== undefined)
  if (misplaced === undefined) return
  throw new VitestJudgeError('invalid-options', {
    message: `The option \`${misplaced}\` was given for a source that is not Hugging Face; expected it with \`hugging-face:<owner/name>\` only.`,
    hint:
      misplaced === 'limit'
        ? 'Use `sample: { size, seed }` to take a part of the rows.'
        : `Remove \`${misplaced}\`.`,
  })
}

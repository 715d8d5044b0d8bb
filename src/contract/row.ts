import type { JsonValue } from './json.ts'

/** On which side of the split a row stands: `align` rows may enter memory, `heldout` rows may not. */
export type Split = 'align' | 'heldout'

/**
 * One dataset record.
 *
 * `id` is the given one or a hash of the content; `group` keeps related rows (one document, one conversation)
 * on one side of the split.
 */
export interface Row<Inputs = JsonValue, Expectations = JsonValue | undefined> {
  id: string
  inputs: Inputs
  expectations?: Expectations
  group?: string
  tags?: string[]
}

/** A row as users may write it: without an id, the hash of its content serves. */
export interface RowInput<Inputs = JsonValue, Expectations = JsonValue | undefined> {
  id?: string | undefined
  inputs: Inputs
  expectations?: Expectations
  group?: string | undefined
  tags?: string[] | undefined
}

/**
 * What a judge sees: a row and what the system under test answered for it. `id` is a hash of row id, inputs and
 * outputs, so feedback on an answer that has since changed never matches.
 */
export interface Sample {
  id: string
  rowId: string
  group?: string
  inputs: JsonValue
  outputs: JsonValue
  expectations?: JsonValue
  conversation?: JsonValue
  trace?: JsonValue
}

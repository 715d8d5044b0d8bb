import { z } from 'zod'
import type { JsonValue } from './json.ts'

/** On which side of the split a row stands: `align` rows may enter memory, `heldout` rows may not. */
export type Split = 'align' | 'heldout'

/** How a row, or a label, was picked: with chances that are known, by a judge's verdict on it, or because it is hard. */
export const pickedBySchema = z.enum(['random', 'verdict', 'hard'])

/** How a row, or a label, was picked: with chances that are known, by a judge's verdict on it, or because it is hard. */
export type PickedBy = z.infer<typeof pickedBySchema>

/** True for what was picked with chances that nobody knows: without a weight it may teach, and does not measure. */
export function isChosen(pickedBy: PickedBy | undefined): boolean {
  return pickedBy === 'verdict' || pickedBy === 'hard'
}

/** The inverse of the chance with which a row was picked: a number from 1e-9 to 1e9. */
export const weightSchema = z.number().min(1e-9).max(1e9)

/**
 * One dataset record.
 *
 * `id` is the given one or a hash of the content; `group` keeps related rows (one document, one conversation)
 * on one side of the split; `weight` is the inverse of the chance with which the row was picked (default 1);
 * `pickedBy` says that it was picked by what a judge said of it, which makes unweighted figures worthless.
 * `outputs`, `conversation` and `trace` are as they were recorded somewhere: `predict` may return `row.outputs`, and
 * judges of conversations and traces are shown the other two unless the evaluation gives its own.
 */
export interface Row<Inputs = JsonValue, Expectations = JsonValue | undefined> {
  id: string
  inputs: Inputs
  expectations?: Expectations
  group?: string
  tags?: string[]
  weight?: number
  pickedBy?: PickedBy
  outputs?: JsonValue
  conversation?: JsonValue
  trace?: JsonValue
}

/** A row as users may write it: without an id, the hash of its content serves. */
export interface RowInput<Inputs = JsonValue, Expectations = JsonValue | undefined> {
  id?: string | undefined
  inputs: Inputs
  expectations?: Expectations
  group?: string | undefined
  tags?: string[] | undefined
  weight?: number | undefined
  pickedBy?: PickedBy | undefined
  outputs?: unknown
  conversation?: unknown
  trace?: unknown
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

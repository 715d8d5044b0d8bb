import type { RunJudge, RunSuite } from '../../contract/index.ts'
import { type SliceAgreement, sliceAgreements, worstSlice } from '../slices/slice-agreement.ts'
import { fieldText } from '../slices/slice.ts'
import { whole } from '../tally.ts'
import { judgementsOf } from './judgements.ts'
import { measureOptions } from './summarise-judge.ts'

/** One judge's agreement on held-out rows by the values of one field. */
export interface FieldSlices {
  /** A dotted path that starts at the row, such as `inputs.language`. */
  field: string
  /** Named `field=value`, by name. */
  slices: SliceAgreement[]
  /** Name of the one with the lowest accuracy; absent with fewer than two. */
  worst?: string
  /** Judged rows that are in no slice, as the field has no plain value in them. */
  withoutValue: number
}

/** One judge's agreement on its suite's held-out rows by each of some fields, in the order given. */
export function summariseSlices(
  { rows }: Pick<RunSuite, 'rows'>,
  { id, definition }: RunJudge,
  fields: readonly string[],
): FieldSlices[] {
  if (fields.length === 0) return []
  const judgements = judgementsOf(
    rows.filter(({ split }) => split === 'heldout'),
    id,
  )
  return fields.map((field) => {
    const slices = sliceAgreements(judgements, { ...measureOptions(definition), field })
    const worst = worstSlice(slices)?.name
    const without = judgements.filter(({ row }) => fieldText(row, field) === undefined)
    return {
      field,
      slices,
      ...(worst !== undefined && { worst }),
      withoutValue: whole(without.reduce((sum, { share = 1 }) => sum + share, 0)),
    }
  })
}

import { type Agreement, type MeasureOptions, measureAgreement } from '../measure-agreement.ts'
import type { RowJudgement } from '../summary/judgements.ts'
import { slicesOf } from './slice.ts'

/** Agreement on one slice of the rows. */
export interface SliceAgreement {
  name: string
  agreement: Agreement
  /** True where the slice has too few rows to say much: fewer than 30. */
  isSmall: boolean
}

/** With fewer rows than this a slice's figures say little. */
export const smallSliceRows = 30

/** Agreement on each slice, by tags or by the values of a field; sorted by name, empty without any. */
export function sliceAgreements(
  judgements: readonly RowJudgement[],
  options: MeasureOptions & { field?: string | undefined } = {},
): SliceAgreement[] {
  return slicesOf(judgements, ({ row }) => row, options.field).map(({ name, items }) => {
    const agreement = measureAgreement(items, options)
    return { name, agreement, isSmall: agreement.rows < smallSliceRows }
  })
}

/**
 * The slice with the lowest accuracy, of equals the larger; small ones count only where all are small. Undefined
 * with fewer than two slices, and where all that count have the same.
 */
export function worstSlice(slices: readonly SliceAgreement[]): SliceAgreement | undefined {
  const large = slices.filter(({ isSmall }) => !isSmall)
  const candidates = large.length > 0 ? large : slices
  const compared = candidates.length > 1 ? candidates : slices
  if (new Set(compared.map(accuracyOf)).size < 2) return undefined
  return candidates.reduce((worst, slice) => {
    const difference = accuracyOf(slice) - accuracyOf(worst)
    return difference < 0 || (difference === 0 && slice.agreement.rows > worst.agreement.rows) ? slice : worst
  })
}

function accuracyOf({ agreement }: SliceAgreement): number {
  const { estimate } = agreement.accuracy
  return estimate.kind === 'value' ? estimate.value : 1
}

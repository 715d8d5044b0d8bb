import { type JudgeSummary, type Share, type SliceAgreement, summariseSlices } from '../agreement/index.ts'
import type { RunSuite } from '../contract/index.ts'
import { count } from './format.ts'
import type { Remark } from './remark.ts'
import { largestSlices, sliceRemarks, sliceTable } from './slice-table.ts'
import type { Table } from './table.ts'

/** One judge's held-out rows by tag or by a field. */
export interface JudgeSlices {
  title: string
  /** The field, or `tag`. */
  by: string
  table: Table
  remarks: Remark[]
  /** Those that the table has. */
  slices: SliceAgreement[]
}

/** By tag, where there are two or more, then by each field that some row of the judge has. */
export function judgeSlices(
  suite: RunSuite,
  { id, judge, heldout: { slices, agreement } }: JudgeSummary,
  fields: readonly string[],
): JudgeSlices[] {
  const { accuracy } = agreement
  return [
    ...(slices.length < 2 ? [] : [sliced(id, 'tag', slices, accuracy)]),
    ...summariseSlices(suite, judge, fields)
      .filter((found) => found.slices.length > 0)
      .map(({ field, slices: own, withoutValue }) => {
        const found = sliced(id, field, own, accuracy)
        const without = { text: `in no slice, for want of a value: ${count(withoutValue, 'row')}` }
        return withoutValue === 0
          ? found
          : { ...found, remarks: [...found.remarks, { ...without, tone: 'quiet' as const }] }
      }),
  ]
}

function sliced(id: string, by: string, slices: readonly SliceAgreement[], overall: Share): JudgeSlices {
  return {
    title: `${id} · held-out rows by ${by}`,
    by,
    table: sliceTable(slices),
    remarks: sliceRemarks(slices, overall),
    slices: largestSlices(slices),
  }
}

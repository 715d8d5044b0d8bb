import type { Feedback } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { truthSource } from './automatic.ts'
import type { NewFeedback } from './log.ts'

/**
 * The line that stands in a log for a sample that was forgotten: without text, value or row id, it says that the truth
 * does not teach this row again. People may.
 */
export function forgottenLine(
  { sampleId, rowId, judge }: Pick<Feedback, 'sampleId' | 'rowId' | 'judge'>,
  time: string,
): NewFeedback {
  return {
    sampleId,
    rowId: maskedRowId(rowId),
    judge,
    value: '',
    source: truthSource,
    time,
    retracted: true,
    forgotten: true,
  }
}

/** Tells of a row, or a sample of it, whether a log says that it was forgotten: its truth teaches no more. */
export function forgottenTest(
  lines: readonly Feedback[],
): (row: { id: string; sampleId?: string | undefined }) => boolean {
  const forgotten = lines.filter((line) => line.forgotten === true)
  const rows = new Set(forgotten.map(({ rowId }) => rowId))
  const samples = new Set(forgotten.map(({ sampleId }) => sampleId))
  return ({ id, sampleId }) =>
    rows.size > 0 && (rows.has(maskedRowId(id)) || (sampleId !== undefined && samples.has(sampleId)))
}

function maskedRowId(rowId: string): string {
  return rowId.startsWith('forgotten-') ? rowId : `forgotten-${contentHash({ row: rowId })}`
}

import type { Leak, RunRow } from '../../contract/index.ts'
import { verdictOf } from './judgements.ts'

/** What an aligned judge's memory knew of the held-out rows. */
export interface LeakSummary {
  /** Held-out rows judged with the memory. */
  rows: number
  /** Rows that the memory knows, so that no figure counts: which, and how. */
  leaked: { row: RunRow; leaks: readonly Leak[] }[]
  /** Rows for which examples that say nearly the same were left out. */
  nearDuplicates: number
}

/** Looks through the guidance of a judge's verdicts on held-out rows; undefined for a judge without any. */
export function summariseLeaks(rows: readonly RunRow[], judge: string): LeakSummary | undefined {
  const guided = rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    if (row.split !== 'heldout' || row.repeat > 0 || verdict?.outcome !== 'scored') return []
    return verdict.guidance === undefined ? [] : [{ row, ...verdict.guidance }]
  })
  if (guided.length === 0) return undefined
  return {
    rows: guided.length,
    leaked: guided.flatMap(({ row, leaks = [] }) => (leaks.length > 0 ? [{ row, leaks }] : [])),
    nearDuplicates: guided.filter(({ nearDuplicates = 0 }) => nearDuplicates > 0).length,
  }
}

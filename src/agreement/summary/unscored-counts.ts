import type { RunRow, UnscoredReason } from '../../contract/index.ts'
import { verdictOf } from './judgements.ts'

/** How many of a judge's verdicts are unscored for one reason, and the first of them. */
export interface UnscoredCount {
  reason: UnscoredReason
  count: number
  /** Id of the row. */
  row: string
  /** What was received, in words. */
  detail: string
}

/** A judge's unscored verdicts by reason, the most frequent first, of equals the one that came first. */
export function unscoredCounts(rows: readonly RunRow[], judge: string): UnscoredCount[] {
  const counts = new Map<UnscoredReason, UnscoredCount>()
  for (const row of rows) {
    const verdict = verdictOf(row, judge)
    if (verdict?.outcome !== 'unscored') continue
    const { reason, detail } = verdict
    const known = counts.get(reason)
    if (known === undefined) counts.set(reason, { reason, count: 1, row: row.id, detail })
    else known.count++
  }
  return [...counts.values()].sort((left, right) => right.count - left.count)
}

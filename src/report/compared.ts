import type { Agreement, ComparisonSummary, ShiftSummary } from '../agreement/index.ts'
import type { Split } from '../contract/index.ts'
import { points } from './format.ts'

/** Two judges, or one judge in two runs, held against each other. */
export interface Compared {
  suite: string
  first: string
  second: string
  /** Which side of the split the rows are of. */
  rows: Split
  /** True where both are one judge that has not changed: what differs then is noise. */
  sameJudge: boolean
  summary: ComparisonSummary
  /** Of one judge in two runs, whose the shift of the pass rate is: the judge's or the system's. */
  shift?: ShiftSummary
  /** Of one judge in two runs, what has changed of it: `model`, `instructions`, `memory` ...; may be empty. */
  judgeChanges?: readonly string[]
  /** Which sides are measured on a worn held-out set, and how worn; absent where none is. */
  worn?: readonly { name: string; versions: number; after: number }[]
  /** The two-sided mid-p after Holm, where several comparisons were made. */
  adjustedMidP?: number | undefined
}

/** Which difference so many rows would have shown; undefined where nothing was compared. */
export function smallestDropText({ smallestDrop, comparison }: ComparisonSummary): string | undefined {
  if (comparison.kind === 'undefined') return undefined
  return smallestDrop.kind === 'value'
    ? `so many rows show a difference of ${points(smallestDrop.value)} points or more four times in five`
    : `no difference could have been seen: ${smallestDrop.reason}`
}

/** Both sides, by name. */
export function sidesOf({ first, second, summary }: Pick<Compared, 'first' | 'second' | 'summary'>): {
  id: string
  agreement: Agreement
}[] {
  return [
    { id: first, agreement: summary.first },
    { id: second, agreement: summary.second },
  ]
}

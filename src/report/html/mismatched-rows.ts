import type { JudgeSummary, Mismatch } from '../../agreement/index.ts'
import type { RunRow, RunVerdict, Split } from '../../contract/index.ts'
import type { SuitePart } from './suite-part.ts'

/** A row on which one judge or more differs from the truth. */
export interface MismatchedRow {
  /** For links: unique on the page. */
  id: string
  row: RunRow
  split: Split
  /** What each judge said that was asked, in the order of the suite; a mismatch where it was wrong. */
  judges: { id: string; verdict: RunVerdict; mismatch?: Mismatch }[]
  wronglyPassed: boolean
  wrongJudges: number
}

/** The mismatched rows of a suite: held-out rows first, then those wrongly passed, then those with more wrong judges. */
export function mismatchedRows({ place, suite, summary }: SuitePart): MismatchedRow[] {
  const rows = (['heldout', 'align'] as const).flatMap((split) => ofSplit(summary.judges, split, suite.rows))
  return rows
    .toSorted(
      (left, right) =>
        Number(left.split === 'align') - Number(right.split === 'align') ||
        Number(right.wronglyPassed) - Number(left.wronglyPassed) ||
        right.wrongJudges - left.wrongJudges,
    )
    .map((row, index) => ({ ...row, id: `row-${place}-${index}` }))
}

function ofSplit(
  judges: readonly JudgeSummary[],
  split: Split,
  rows: readonly RunRow[],
): Omit<MismatchedRow, 'id'>[] {
  const wrong = new Map<string, Map<string, Mismatch>>()
  for (const judge of judges) {
    for (const mismatch of judge[split].mismatches) {
      const known = wrong.get(mismatch.row.id) ?? new Map<string, Mismatch>()
      wrong.set(mismatch.row.id, known.set(judge.id, mismatch))
    }
  }
  const seen = new Set<string>()
  return rows.flatMap((row) => {
    const mismatches = wrong.get(row.id)
    if (mismatches === undefined || row.split !== split || seen.has(row.id)) return []
    seen.add(row.id)
    return [
      {
        row,
        split,
        judges: judges.flatMap(({ id }) => {
          const mismatch = mismatches.get(id)
          const verdict = (mismatch?.row ?? row).verdicts.find(({ judge }) => judge === id)
          if (verdict === undefined || verdict.outcome === 'not-asked') return []
          return [{ id, verdict, ...(mismatch !== undefined && { mismatch }) }]
        }),
        wronglyPassed: [...mismatches.values()].some(({ wronglyPassed }) => wronglyPassed),
        wrongJudges: mismatches.size,
      },
    ]
  })
}

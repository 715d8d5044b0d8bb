import type { RunRow, RunVerdict } from './run.ts'
import type { JudgeValue } from './verdict.ts'

/** What a judge said of a row: the verdicts of its plain and its aligned form. */
export function verdictsOf(row: RunRow, judgeName: string): RunVerdict[] {
  return row.verdicts.filter(({ judge }) => judge === judgeName || judge === `${judgeName}@aligned`)
}

/** The suite's truth for a judge, from any verdict of its plain or aligned form. */
export function truthOf(row: RunRow, judgeName: string): JudgeValue | undefined {
  return verdictsOf(row, judgeName).find(
    ({ truth, truthFrom }) => truth !== undefined && truthFrom !== 'human',
  )?.truth
}

/** True when the base or the aligned judge gave a value that differs from the truth. */
export function isMismatch(row: RunRow, judgeName: string, truth: JudgeValue): boolean {
  return verdictsOf(row, judgeName).some((verdict) => verdict.outcome === 'scored' && verdict.value !== truth)
}

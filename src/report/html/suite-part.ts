import {
  type JudgeSummary,
  summariseCalls,
  summariseSuite,
  type SuiteCalls,
  type SuiteSummary,
} from '../../agreement/index.ts'
import type { Run, RunSuite } from '../../contract/index.ts'
import { shownSuites } from '../audit-summaries.ts'

/** One suite of a run with all that was measured of it. */
export interface SuitePart {
  /** Its place in the run: what ids of the page are made of. */
  place: number
  suite: RunSuite
  summary: SuiteSummary
  calls: SuiteCalls
}

/** The suites of a run that a page shows, measured. */
export function suiteParts(run: Run): SuitePart[] {
  return shownSuites(run).map((suite, place) => ({
    place,
    suite,
    summary: summariseSuite(suite),
    calls: summariseCalls(suite, run.prices),
  }))
}

/** The accuracy that gates ask of a judge of a suite, each once, the lowest first. */
export function accuracyLimits({ gate }: Run, suite: string, judge: string): number[] {
  const found = Object.entries(gate.thresholds).flatMap(([key, { accuracy }]) =>
    accuracy !== undefined && (key === judge || key === `${suite} > ${judge}`) ? [accuracy] : [],
  )
  return [...new Set(found)].toSorted((left, right) => left - right)
}

/** True for a judge whose memory knows held-out rows, so that its figures count for nothing. */
export function isLeaked({ leaks }: JudgeSummary): boolean {
  return (leaks?.leaked.length ?? 0) > 0
}

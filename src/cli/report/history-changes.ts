import type { ChangedHistoryJudge, History, HistoryJudge } from '../../contract/index.ts'
import { judgeChangesSince, judgeFingerprints } from '../../run/index.ts'
import type { ReadHistory } from './read-history.ts'

/** A history in which each judge says what has changed of it since the run before that had it. */
export function historyOf({ runs, leftOut }: ReadHistory): History {
  const last = new Map<string, HistoryJudge>()
  return {
    schema: 'vitest-judge/history@1',
    runs: runs.map((run) => ({
      ...run,
      judges: run.judges.map((judge): ChangedHistoryJudge => {
        const key = JSON.stringify([judge.file, judge.suite, judge.judge])
        const before = last.get(key)
        // Rows that a partial run lacks are no change of the rows.
        if (run.complete) last.set(key, judge)
        return { ...judge, changes: before === undefined ? [] : changesBetween(before, judge, run.complete) }
      }),
    })),
    leftOut,
  }
}

/** What is another thing of a judge in a run than in one before; whether the rows are only where the run is complete. */
export function changesBetween(before: HistoryJudge, now: HistoryJudge, isComplete: boolean): string[] {
  const changes = judgeChangesSince(
    { definition: before.definition, fingerprints: judgeFingerprints(before) },
    now.definition,
    judgeFingerprints(now),
  )
  return [...changes, ...(isComplete && before.rowsHash !== now.rowsHash ? ['rows'] : [])]
}

import type { Run, RunSuite } from '../../contract/index.ts'

/** Whether the offline stand-in gave a judge's verdicts; where a run cannot say which judge's, all of them. */
export function givesOfflineVerdicts(run: Run, suite: RunSuite, judge: string): boolean {
  if (namesOffline(suite, judge)) return true
  const attributed = run.suites.some((suite) => suite.judges.some(({ id }) => namesOffline(suite, id)))
  return run.offline && !attributed
}

function namesOffline(suite: RunSuite, judge: string): boolean {
  const verdicts = suite.rows.flatMap((row) => row.verdicts).filter((verdict) => verdict.judge === judge)
  return (
    suite.judges.some(({ id, definition }) => id === judge && definition.model === 'offline') ||
    verdicts.some((verdict) => verdict.outcome !== 'not-asked' && verdict.model?.startsWith('offline'))
  )
}

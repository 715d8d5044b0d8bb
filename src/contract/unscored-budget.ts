import type { Run, RunSuite } from './run.ts'

/** The largest share of unscored verdicts where neither gate nor suite names one. */
export const defaultMaxUnscored = 0.05

/**
 * The largest share of a judge's verdicts that may be unscored: the smallest that gates on the judge name, else its
 * suite's, else 5 %.
 */
export function unscoredBudget({ gate }: Pick<Run, 'gate'>, suite: RunSuite, judgeId: string): number {
  const ofGates = [judgeId, `${suite.name} > ${judgeId}`].flatMap(
    (key) => gate.thresholds[key]?.maxUnscored ?? [],
  )
  return ofGates.length > 0 ? Math.min(...ofGates) : (suite.maxUnscored ?? defaultMaxUnscored)
}

import { type GateThresholds, type Run, type RunSuite, VitestJudgeError } from '../../contract/index.ts'
import type { JudgeSummary } from '../summary/summarise-judge.ts'
import { summariseSuite, type SuiteSummary } from '../summary/summarise-suite.ts'

/** A judge of a suite: what a gate is applied to. */
export interface Subject {
  suite: RunSuite
  summary: SuiteSummary
  judge: JudgeSummary
}

/** Every judge of every suite, in the order of the run. */
export function gateSubjects(run: Run, summaries: readonly SuiteSummary[]): Subject[] {
  return run.suites.flatMap((suite, index) => {
    const summary = summaries[index] ?? summariseSuite(suite)
    return summary.judges.map((judge): Subject => ({ suite, summary, judge }))
  })
}

/** True where a gate's key, a judge id or `suite > judge id`, means the judge. */
export function matches(key: string, { suite, judge }: Subject): boolean {
  return key === judge.id || key === `${suite.name} > ${judge.id}`
}

/** True for a gate on nothing but the audit of a judge. */
export function isOnAudit(thresholds: GateThresholds): boolean {
  return thresholds.audit !== undefined && Object.keys(thresholds).length === 1
}

/**
 * Checks that every gate of a complete run is a gate on something.
 * @throws VitestJudgeError `unknown-judge`
 */
export function checkKeys({ complete, gate }: Run, subjects: readonly Subject[]): void {
  if (!complete) return
  for (const [key, own] of Object.entries(gate.thresholds)) {
    if (!isOnAudit(own) && !subjects.some((subject) => matches(key, subject)))
      throw unknownJudge(key, subjects)
  }
}

function unknownJudge(key: string, subjects: readonly Subject[]): VitestJudgeError {
  const known = [
    ...new Set(subjects.flatMap(({ suite, judge }) => [judge.id, `${suite.name} > ${judge.id}`])),
  ]
  const list = known.length === 0 ? 'no judge at all' : known.map((id) => `\`${id}\``).join(', ')
  return new VitestJudgeError('unknown-judge', {
    message: `The gate \`${key}\` matches no judge of this run; expected one of: ${list}.`,
    hint: 'Correct the key of `gate` in the plugin `judges({ gate })`, or remove it.',
  })
}

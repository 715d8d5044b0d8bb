import { summariseAudit, auditLimits, type ProbeSummary } from '../../audit/index.ts'
import type { CalibrationAudit, MeasuredFigure, Run, RunJudge } from '../../contract/index.ts'
import { isOfJudge, judgeFingerprints } from '../../run/index.ts'

/** The last audit in a run of that very judge with that very memory, as a calibration file holds it. */
export function calibrationAudit(run: Run, judge: RunJudge): CalibrationAudit | undefined {
  const own = judgeFingerprints(judge)
  const audit = run.audits?.findLast(
    (one) => one.judge === judge.id && isOfJudge({ fingerprints: judgeFingerprints(one) }, own),
  )
  if (audit === undefined) return undefined
  const { name, rows, probes } = summariseAudit(audit, { limits: auditLimits(run, audit) })
  return {
    name,
    run: run.id,
    time: run.time,
    fingerprints: own,
    rows,
    probes: probes.map((probe) => ({
      name: probe.name,
      outcome: probe.outcome,
      limit: probe.limit,
      trials: probe.effect.overall.kind === 'value' ? probe.effect.overall.trials : 0,
      effect: figure(probe),
    })),
  }
}

function figure({ effect: { overall } }: ProbeSummary): MeasuredFigure {
  return overall.kind === 'value'
    ? { estimate: overall.effect, low: overall.low, high: overall.high }
    : { estimate: null, reason: overall.reason, low: -1, high: 1 }
}

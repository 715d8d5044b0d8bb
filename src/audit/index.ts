export {
  type ChangedSample,
  type DoesNotApply,
  type JudgeProbe,
  type JudgeVariant,
  probe,
  type Probe,
  type ProbeContext,
  type SampleProbe,
} from './probe.ts'
export { changeSample, type SampleChange, shortChange } from './change-sample.ts'
export { probes } from './probes.ts'
export type { FieldOption } from './text-field.ts'
export { type AuditEffect, auditEffect, type Effect, type EffectFigures } from './effect.ts'
export type { AuditMeaning, Direction } from './trial-marks.ts'
export type { AuditOutcome, Doubt, ProbeDecision } from './outcome.ts'
export {
  type AuditSummary,
  type ProbeSummary,
  summariseAudit,
  type SummariseAuditOptions,
} from './summarise-audit.ts'
export type { ChangedTrial } from './changed-trials.ts'
export { decideRun } from './decide-run.ts'
export { auditLimits } from './gate-limits.ts'

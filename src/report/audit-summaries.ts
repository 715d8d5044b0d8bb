import { auditLimits, type AuditSummary, summariseAudit } from '../audit/index.ts'
import type { Run, RunSuite } from '../contract/index.ts'

/** The audits of a run, measured, and decided by the limits of its gates where these name any. */
export function auditSummaries(run: Run): AuditSummary[] {
  return (run.audits ?? []).map((audit) => summariseAudit(audit, { limits: auditLimits(run, audit) }))
}

/** The suites that are shown: where audits were run alone, those of which no row was run have nothing to show. */
export function shownSuites({ suites, audits = [] }: Run): RunSuite[] {
  return audits.length === 0 ? suites : suites.filter(({ rows }) => rows.length > 0)
}

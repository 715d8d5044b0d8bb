import { auditLimits, type AuditSummary, summariseAudit } from '../audit/index.ts'
import type { Run } from '../contract/index.ts'

/** The audits of a run, measured, and decided by the limits of its gates where these name any. */
export function auditSummaries(run: Run): AuditSummary[] {
  return (run.audits ?? []).map((audit) => summariseAudit(audit, { limits: auditLimits(run, audit) }))
}

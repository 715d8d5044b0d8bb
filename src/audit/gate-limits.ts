import type { Run, RunAudit } from '../contract/index.ts'

/** The limits that one gate sets for the probes of an audit. */
export interface AuditGate {
  key: string
  limits: Readonly<Record<string, number>>
}

/** The gates on an audit: those of its judge's id, and of `audit name > judge id`. */
export function gatesOf({ gate }: Run, { judge, name }: RunAudit): AuditGate[] {
  return Object.entries(gate.thresholds).flatMap(([key, { audit }]) =>
    audit !== undefined && (key === judge || key === `${name} > ${judge}`) ? [{ key, limits: audit }] : [],
  )
}

/** The limits by which an audit is decided where its gates name other ones than it was made with. */
export function auditLimits(run: Run, audit: RunAudit): Record<string, number> {
  return Object.assign({}, ...gatesOf(run, audit).map(({ limits }) => limits)) as Record<string, number>
}

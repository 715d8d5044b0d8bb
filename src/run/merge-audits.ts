import { probeNotStarted, type AuditProbe, type RunAudit } from '../contract/index.ts'

/**
 * Makes one audit of each that stands in several runs, in order of file and name. A probe that one run did not start
 * is taken from another that did.
 */
export function mergeAudits(audits: readonly RunAudit[]): RunAudit[] {
  const merged = new Map<string, RunAudit>()
  for (const audit of audits) {
    const key = auditKey(audit)
    const known = merged.get(key)
    merged.set(key, known === undefined ? audit : joined(known, audit))
  }
  return [...merged].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, audit]) => audit)
}

/** What tells one audit of a project from another. */
export function auditKey({ file, name }: Pick<RunAudit, 'file' | 'name'>): string {
  return JSON.stringify([file, name])
}

/** True for a probe whose test was started. */
export function hasStarted({ notRun }: AuditProbe): boolean {
  return notRun !== probeNotStarted
}

function joined(left: RunAudit, right: RunAudit): RunAudit {
  const names = [...new Set([...left.probes, ...right.probes].map(({ name }) => name))]
  const named = (audit: RunAudit, name: string) => audit.probes.find((probe) => probe.name === name)
  return {
    ...left,
    probes: names.flatMap((name): AuditProbe[] => {
      const own = [named(left, name), named(right, name)].filter((probe) => probe !== undefined)
      const [probe] = [...own.filter(hasStarted), ...own]
      return probe === undefined ? [] : [probe]
    }),
    calls: {
      asked: left.calls.asked + right.calls.asked,
      recorded: left.calls.recorded + right.calls.recorded,
    },
  }
}

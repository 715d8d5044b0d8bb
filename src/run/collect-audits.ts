import { probeNotStarted, type AuditProbe, type RunAudit } from '../contract/index.ts'
import type { RecordedFile, RecordedProbe } from './record.ts'

/**
 * The audits that the tests of some files made, in order of file and name; probes in the order of their tests. An
 * audit of which no probe was started is none. A second audit of the same name in a file is told apart by a number.
 */
export function collectAudits(files: readonly RecordedFile[]): RunAudit[] {
  return files
    .flatMap(auditsOf)
    .toSorted((left, right) => compare(left.file, right.file) || compare(left.name, right.name))
}

function auditsOf({ file, record, probes = [] }: RecordedFile): RunAudit[] {
  return [...Map.groupBy(probes, (probe) => probe.record.audit)].flatMap(([name, own]) => {
    const judge = record?.audits?.[name]
    if (judge === undefined) return []
    const { id, fingerprint, memory, definition } = judge
    return inSets(own).flatMap((set, index): RunAudit[] => {
      if (set.every(({ started }) => !started)) return []
      return [
        {
          judge: id,
          fingerprint,
          ...(memory !== undefined && { memory }),
          name: index === 0 ? name : `${name} (${index + 1})`,
          file,
          definition,
          probes: set.map(probeOf),
          calls: sumCalls(set),
        },
      ]
    })
  })
}

/** Probes in sets in which each name stands once. */
function inSets(probes: readonly RecordedProbe[]): RecordedProbe[][] {
  const sets: RecordedProbe[][] = []
  for (const probe of probes) {
    const { name } = probe.record.probe
    const set = sets.find((known) => known.every(({ record }) => record.probe.name !== name))
    if (set === undefined) sets.push([probe])
    else set.push(probe)
  }
  return sets
}

/** A test that failed, or that ended before it was done, makes no probe that ran on all samples. */
function probeOf({ record: { probe }, started, error }: RecordedProbe): AuditProbe {
  if (!started) return { ...probe, notRun: probeNotStarted, trials: [] }
  if (probe.notRun !== undefined || error === undefined) return probe
  return { ...probe, notRun: error }
}

function sumCalls(probes: readonly RecordedProbe[]): RunAudit['calls'] {
  const sum = { asked: 0, recorded: 0 }
  for (const { record, started } of probes) {
    if (!started) continue
    sum.asked += record.calls.asked
    sum.recorded += record.calls.recorded
  }
  return sum
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

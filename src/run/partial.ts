import { probeNotStarted, type Run, type RunAudit, type RunSuite } from '../contract/index.ts'

/** Says that a run is one shard of several. */
export function shardReason({ index, count }: NonNullable<Run['shard']>): string {
  return `it is shard ${index} of ${count}`
}

/** Says that some of all eval files did not run. */
export function filesReason(missing: readonly string[], all: number): string {
  return `${missing.length} of ${all} eval files did not run: ${missing.join(', ')}`
}

/** Says how many rows the suites did not start; nothing where all were started. */
export function rowsReason(suites: readonly RunSuite[]): string[] {
  const count = suites.reduce((sum, { rowsNotRun }) => sum + rowsNotRun, 0)
  if (count === 0) return []
  return [count === 1 ? '1 row was not run' : `${count} rows were not run`]
}

/** Says how many probes of audits were not started; nothing where all were. */
export function probesReason(audits: readonly RunAudit[]): string[] {
  const count = audits
    .flatMap(({ probes }) => probes)
    .filter(({ notRun }) => notRun === probeNotStarted).length
  if (count === 0) return []
  return [count === 1 ? '1 probe was not run' : `${count} probes were not run`]
}

/** Says which eval files no suite and no audit covers; nothing where all are covered. */
export function uncoveredReason(
  parts: readonly Pick<RunSuite | RunAudit, 'file'>[],
  evalFiles: readonly string[],
): string[] {
  const covered = new Set(parts.map(({ file }) => file))
  const missing = evalFiles.filter((file) => !covered.has(file))
  return missing.length === 0 ? [] : [`no run has rows of ${missing.join(', ')}`]
}

/** Why a run is partial, without what merging it with others finds anew: its shard, its rows, its files. */
export function ownReasons({ partial, shard, suites, audits = [], evalFiles }: Run): string[] {
  const anew = new Set([
    ...(shard === undefined ? [] : [shardReason(shard)]),
    ...rowsReason(suites),
    ...probesReason(audits),
  ])
  const aboutFiles = /^(?:\d+ of \d+ eval files did not run: |no run has rows of )/
  return partial.filter(
    (reason) => !anew.has(reason) && !(evalFiles !== undefined && aboutFiles.test(reason)),
  )
}

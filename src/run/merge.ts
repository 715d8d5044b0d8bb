import type { Prices, Run, RunSuite } from '../contract/index.ts'
import { checkMergeable, type MergePart } from './check-mergeable.ts'
import { runIdOf } from './collect.ts'
import { mergeAudits } from './merge-audits.ts'
import { ownReasons, probesReason, rowsReason, uncoveredReason } from './partial.ts'

/**
 * Makes one run of several: shards, or runs of different rows. Rows are pooled, so that every figure is counted
 * over all of them and none is averaged; probes of one audit are brought together. Suites stand in order of file and name, their rows in the order of
 * shards, else of times; the order of the arguments does not matter. The merged run is complete when nothing is
 * missing: each shard is there, each eval file has a suite, each row was run, and no run was cut short otherwise.
 * Prices are of the earliest of their days; where they differ, the last run's count.
 * `names` says what messages call each run; default its id.
 *
 * @throws VitestJudgeError `cannot-merge` when the runs do not make one: they differ in settings, judges,
 * memories or splits, hold a row twice, or a shard is missing
 */
export function mergeRuns(runs: readonly Run[], names: readonly string[] = []): Run {
  const parts = runs.map((run, index) => ({ run, name: names[index] ?? run.id })).toSorted(byShardAndTime)
  const { alignShare, gate } = checkMergeable(parts)
  const ordered = parts.map(({ run }) => run)
  const suites = mergeSuites(ordered.flatMap((run) => run.suites))
  const audits = mergeAudits(ordered.flatMap((run) => run.audits ?? []))
  const time = ordered.map((run) => run.time).reduce((latest, next) => (next > latest ? next : latest))
  const evalFiles = [...new Set(ordered.flatMap((run) => run.evalFiles ?? []))].sort()
  const partial = [
    ...new Set(ordered.flatMap(ownReasons)),
    ...uncoveredReason([...suites, ...audits], evalFiles),
    ...rowsReason(suites),
    ...probesReason(audits),
  ]
  const prices = mergePrices(ordered.flatMap((run) => run.prices ?? []))
  const notices = [...new Set(ordered.flatMap((run) => run.notices ?? []))]
  return {
    schema: 'vitest-judge/run@1',
    id: runIdOf(time, audits.length > 0 ? { suites, audits } : suites),
    time,
    complete: partial.length === 0 && ordered.every((run) => run.complete || run.partial.length > 0),
    partial,
    offline: ordered.some((run) => run.offline),
    ...(ordered.some((run) => run.evalFiles !== undefined) && { evalFiles }),
    alignShare,
    gate,
    ...(prices && { prices }),
    ...(notices.length > 0 && { notices }),
    suites,
    ...(audits.length > 0 && { audits }),
  }
}

function mergePrices(prices: readonly Prices[]): Prices | undefined {
  const [date] = prices.map((own) => own.date).sort()
  if (date === undefined) return undefined
  return { date, models: Object.assign({}, ...prices.map(({ models }) => models)) as Prices['models'] }
}

function mergeSuites(suites: readonly RunSuite[]): RunSuite[] {
  const merged = new Map<string, RunSuite>()
  for (const suite of suites) {
    const key = JSON.stringify([suite.file, suite.name])
    const known = merged.get(key)
    const rowsNotRun = (known?.rowsNotRun ?? 0) + suite.rowsNotRun
    merged.set(key, { ...(known ?? suite), rowsNotRun, rows: [...(known?.rows ?? []), ...suite.rows] })
  }
  return [...merged.values()].toSorted(byFileAndName)
}

function byFileAndName(left: RunSuite, right: RunSuite): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.name < right.name ? -1 : 1
}

function byShardAndTime({ run: left }: MergePart, { run: right }: MergePart): number {
  const place = ({ shard }: Run) => shard?.index ?? Number.MAX_SAFE_INTEGER
  if (place(left) !== place(right)) return place(left) - place(right)
  if (left.time !== right.time) return left.time < right.time ? -1 : 1
  return left.id < right.id ? -1 : 1
}

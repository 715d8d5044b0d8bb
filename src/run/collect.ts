import {
  type GateThresholds,
  type Prices,
  type Run,
  type RunRow,
  type RunSuite,
  type RunVerdict,
  VitestJudgeError,
} from '../contract/index.ts'
import { contentHash, isoTime, type Clock } from '../io/index.ts'
import { collectAudits } from './collect-audits.ts'
import { probesReason, rowsReason } from './partial.ts'
import type { AttemptRecord, RecordedFile, RecordedTest } from './record.ts'

/** What a run is told besides its files. */
export interface RunFacts {
  clock: Clock
  /** Why rows are missing, in words; empty for a complete run. */
  partial: readonly string[]
  shard?: NonNullable<Run['shard']>
  /** All eval files of the project, relative to its root, sorted. */
  evalFiles?: readonly string[]
  alignShare: number
  gate: {
    requireComplete: boolean
    inconclusive: 'fail' | 'warn'
    allowOffline: boolean
    thresholds: { [key: string]: GateThresholds }
  }
  /** The project's root, absolute: notices name paths as from there. */
  root: string
  notices?: readonly string[]
  prices?: (used: readonly { model: string; endpoint: string }[]) => Prices | undefined
}

/**
 * Makes a run of what the tests recorded. Suites stand in order of file and name, rows in the order of their
 * tests, verdicts in the order of the suite's judges: the same whatever order the tests ran in.
 */
export function collectRun(files: readonly RecordedFile[], facts: RunFacts): Run {
  const suites = files
    .toSorted((left, right) => (left.file < right.file ? -1 : left.file > right.file ? 1 : 0))
    .flatMap(collectSuites)
  const audits = collectAudits(files)
  const partial = [...facts.partial, ...rowsReason(suites), ...probesReason(audits)]
  const { shard, evalFiles, alignShare, gate } = facts
  const ofFiles = files.flatMap(({ record }) => record?.notice ?? [])
  const notices = [...new Set([...(facts.notices ?? []), ...ofFiles])].map((text) =>
    text.replaceAll(`${facts.root}/`, ''),
  )
  const prices = facts.prices?.(modelsOf(suites))
  const offline = [...suites.flatMap(({ judges }) => judges), ...audits].some(
    ({ definition }) => definition.model === 'offline',
  )
  const time = isoTime(facts.clock)
  return {
    schema: 'vitest-judge/run@1',
    id: runIdOf(time, contentOf({ shard, suites, audits })),
    time,
    complete: partial.length === 0,
    partial,
    offline,
    ...(shard !== undefined && { shard }),
    ...(evalFiles !== undefined && { evalFiles: [...evalFiles] }),
    alignShare,
    gate,
    ...(prices && { prices }),
    ...(notices.length > 0 && { notices }),
    suites,
    ...(audits.length > 0 && { audits }),
  }
}

/** What the id of a run is a hash of. */
function contentOf({ shard, suites, audits }: Pick<Run, 'shard' | 'suites' | 'audits'>): unknown {
  const more = { ...(shard !== undefined && { shard }), ...(audits?.length && { audits }) }
  return Object.keys(more).length === 0 ? suites : { ...more, suites }
}

/** Every model that was called and where, also by a name that its provider gave it. */
function modelsOf(suites: readonly RunSuite[]): { model: string; endpoint: string }[] {
  return suites.flatMap(({ judges, rows }) => {
    const endpoints = new Map(judges.map(({ id, definition }) => [id, definition.baseURL]))
    return rows.flatMap(({ app = [], verdicts }) => [
      ...app,
      ...verdicts.flatMap((verdict) => {
        const endpoint = endpoints.get(verdict.judge)
        const model = verdict.outcome === 'not-asked' ? undefined : verdict.model
        return model === undefined || endpoint === undefined ? [] : [{ model, endpoint }]
      }),
    ])
  })
}

/** The id of a run: its time, and a hash of what it holds. */
export function runIdOf(time: string, content: unknown): string {
  return `${time.replaceAll(/[-:.]/g, '')}-${contentHash(content).slice(0, 8)}`
}

function collectSuites({ file, record, tests }: RecordedFile): RunSuite[] {
  const names = [...new Set(tests.map((test) => test.record.suite))].sort()
  return names.map((name) => {
    const own = tests.filter((test) => test.record.suite === name)
    const declared = record?.suites[name]
    const judges = declared?.judges ?? []
    const order = new Map(judges.map(({ id }, index) => [id, index]))
    return {
      name,
      file,
      ...(declared?.maxUnscored !== undefined && { maxUnscored: declared.maxUnscored }),
      judges,
      rowsNotRun: own.filter((test) => !test.started).length,
      rows: mergeRows(own.filter((test) => test.started).flatMap(toRows), order),
    }
  })
}

/** One row for each repeat that was to be, also for one that recorded nothing; each from its last attempt alone. */
function toRows({ record, retry, repeats = 1, error }: RecordedTest): RunRow[] {
  const { row, judges, attempts } = record
  const planned = Array.from({ length: repeats }, (_, repeat) => repeat)
  const indices = [...new Set([...Object.keys(attempts).map(Number), ...planned])].toSorted(
    (left, right) => left - right,
  )
  return indices.map((repeat) => {
    const recorded = attempts[repeat]
    // Vitest counts retries over all repeats, and does not say in which of them a test failed.
    const isLast = repeat === indices.at(-1)
    const attempt = isLast && recorded?.retry !== retry ? undefined : recorded
    return {
      ...row,
      repeat,
      ...(attempt?.sampleId !== undefined && { sampleId: attempt.sampleId }),
      ...(attempt?.outputs !== undefined && { outputs: attempt.outputs }),
      ...(attempt?.error !== undefined && { error: attempt.error }),
      ...(attempt?.errorReason !== undefined && { errorReason: attempt.errorReason }),
      ...(attempt?.app !== undefined && { app: attempt.app }),
      verdicts: verdictsOf(attempt, judges, indices.length > 1 ? undefined : error),
    }
  })
}

function verdictsOf(
  attempt: AttemptRecord | undefined,
  judges: readonly string[],
  error?: string,
): RunVerdict[] {
  if (attempt?.error !== undefined) return []
  const given = attempt?.verdicts ?? []
  const asked = new Set(given.map(({ judge }) => judge))
  const detail = error ?? 'the test ended before the judge answered'
  const missing = judges.filter((judge) => !asked.has(judge))
  return [
    ...given,
    ...missing.map((judge) => ({
      judge,
      outcome: 'unscored' as const,
      reason: 'unfinished' as const,
      detail,
    })),
  ]
}

/** Joins what several hand-written tests recorded of one and the same sample; verdicts in the judges' order. */
function mergeRows(rows: readonly RunRow[], order: ReadonlyMap<string, number>): RunRow[] {
  const merged = new Map<string, RunRow>()
  for (const row of rows) {
    const key = JSON.stringify([row.id, row.sampleId ?? null, row.repeat])
    const known = merged.get(key)
    if (known === undefined) merged.set(key, row)
    else
      known.verdicts.push(
        ...row.verdicts.filter(({ judge }) => !known.verdicts.some((other) => other.judge === judge)),
      )
  }
  const place = ({ judge }: RunVerdict) => order.get(judge) ?? 0
  return [...merged.values()].map((row) => ({
    ...row,
    verdicts: row.verdicts.toSorted((left, right) => place(left) - place(right)),
  }))
}

/**
 * Checks that no two judges of a run share a memory folder while differing from one another.
 * @throws VitestJudgeError `memory-conflict`
 */
export function checkMemories(run: Run): void {
  const owners = new Map<string, { where: string; fingerprint: string }>()
  for (const suite of run.suites) {
    for (const { id, memoryFolder, definition } of suite.judges) {
      if (memoryFolder === undefined) continue
      const owner = { where: `${suite.file} > ${suite.name}`, fingerprint: contentHash(definition) }
      const other = owners.get(memoryFolder)
      if (other !== undefined && other.fingerprint !== owner.fingerprint) {
        throw new VitestJudgeError('memory-conflict', {
          message: `Two different judges ${id} use the memory ${memoryFolder}: in ${other.where} and in ${owner.where}; expected one judge.`,
          hint: 'Give one of them another name, or its own folder: aligned(judge, { memory: "folder" }).',
        })
      }
      owners.set(memoryFolder, owner)
    }
  }
}

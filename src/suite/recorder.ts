import { dirname, relative, sep } from 'node:path'
import type { RunnerTestCase, RunnerTestFile } from 'vitest'
import type { JsonValue, RunJudge, RunVerdict } from '../contract/index.ts'
import type { Judge, JudgeContext } from '../judge/index.ts'
import {
  metaKey,
  toJson,
  type AttemptRecord,
  type FileRecord,
  type ProbeRecord,
  type RowRecord,
  type SuiteRecord,
} from '../run/index.ts'
import type { RunningTest, WorkerConfig } from './host.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What vitest-judge records of a row, a probe or an eval file. */
    [metaKey]?: RowRecord | ProbeRecord | FileRecord
  }
}

/** The folder of the eval file and the project's root, as judges want them. */
export function contextOf(task: RunnerTestCase, config: WorkerConfig): Required<JudgeContext> {
  return { evalFolder: dirname(task.file.filepath), root: config.root }
}

/** The outermost `describe` of a test, or its file where there is none. */
export function suiteOf(task: RunnerTestCase, config: WorkerConfig): string {
  let outer: RunnerTestCase | NonNullable<RunnerTestCase['suite']> = task
  while (outer.suite !== undefined) outer = outer.suite
  if (outer.type === 'suite') return outer.name
  return relative(config.root, task.file.filepath).split(sep).join('/')
}

/** True while the attempt that started is still the test's attempt; a timed-out one goes on running beside the next. */
export function isCurrent({ task, retry, repeat }: RunningTest): boolean {
  return (task.result?.retryCount ?? 0) === retry && (task.result?.repeatCount ?? 0) === repeat
}

/** Starts, or goes on with, an attempt's record of a row. Undefined when the attempt is over. */
export function attemptOf(
  running: RunningTest,
  row: () => Omit<RowRecord, 'attempts'>,
): AttemptRecord | undefined {
  if (!isCurrent(running)) return undefined
  const meta = running.task.meta
  const record = (meta[metaKey] ??= { ...row(), attempts: {} }) as RowRecord
  const { attempts } = record
  const known = attempts[running.repeat]
  if (known?.retry === running.retry) return known
  return (attempts[running.repeat] = { retry: running.retry, verdicts: [] })
}

/** Notes that a judge will be asked in this test, so that it is missed by name if the test never ends. */
export function expectVerdict(task: RunnerTestCase, judgeId: string): void {
  const record = task.meta[metaKey] as RowRecord | undefined
  if (record !== undefined && !record.judges.includes(judgeId)) record.judges.push(judgeId)
}

/** Takes `expectVerdict` back: the judge was misused and could not be asked. */
export function forgetVerdict(task: RunnerTestCase, judgeId: string): void {
  const record = task.meta[metaKey] as RowRecord | undefined
  if (record !== undefined) record.judges = record.judges.filter((id) => id !== judgeId)
}

/** Adds a verdict to an attempt, or puts it in place of the judge's earlier one, unless only that has the suite's truth. */
export function addVerdict(attempt: AttemptRecord, verdict: RunVerdict): void {
  const copy = toJson(verdict) as unknown as RunVerdict
  const place = attempt.verdicts.findIndex(({ judge }) => judge === verdict.judge)
  if (place < 0) attempt.verdicts.push(copy)
  else if (attempt.verdicts[place]?.truthFrom !== 'suite' || copy.truthFrom === 'suite')
    attempt.verdicts[place] = copy
}

const places = new WeakMap<RunnerTestFile, Map<string, string[]>>()

/** Keeps a judge's place among those of its suite: the order in which they were asked for, not that of their answers. */
export function reservePlace(file: RunnerTestFile, suite: string, judgeId: string): void {
  const ofFile = places.get(file) ?? new Map<string, string[]>()
  places.set(file, ofFile)
  const ids = ofFile.get(suite) ?? []
  ofFile.set(suite, ids)
  if (!ids.includes(judgeId)) ids.push(judgeId)
}

/** Declares a suite's judge once per file, for the run file, in the order of their places. */
export async function declareJudge(
  file: RunnerTestFile,
  suite: string,
  judge: Judge,
  context: JudgeContext,
): Promise<RunJudge> {
  reservePlace(file, suite, judge.id)
  const declared = suiteRecord(file, suite)
  const known = declared.judges.find(({ id }) => id === judge.id)
  if (known !== undefined) return known
  const record = toJson(await judge.record(context)) as unknown as RunJudge
  if (!declared.judges.some(({ id }) => id === judge.id)) declared.judges.push(record)
  const ids = places.get(file)?.get(suite) ?? []
  declared.judges.sort((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id))
  return record
}

/** What a file says of one of its suites. */
export function suiteRecord(file: RunnerTestFile, suite: string): SuiteRecord {
  const record = (file.meta[metaKey] ??= { suites: {} }) as FileRecord
  return (record.suites[suite] ??= { judges: [] })
}

/** A value as records carry it, `undefined` staying absent. */
export function jsonOr(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : toJson(value)
}

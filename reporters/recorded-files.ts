import type { TestCase, TestModule } from 'vitest/node'
import { errorCodes, type ErrorCode } from '../src/contract/index.ts'
import { projectPath } from '../src/io/index.ts'
import {
  metaKey,
  type FileRecord,
  type ProbeRecord,
  type RecordedFile,
  type RecordedProbe,
  type RecordedTest,
  type RowRecord,
} from '../src/run/index.ts'

/** The eval files among a run's modules, with what their tests recorded. */
export function recordedFiles(modules: readonly TestModule[], root: string): RecordedFile[] {
  return modules.flatMap((module) => {
    const all = [...module.children.allTests()]
    const tests = all.flatMap(recordedTest)
    const probes = all.flatMap(recordedProbe)
    if (tests.length === 0 && probes.length === 0) return []
    const record = recordOf(module.meta()) as FileRecord | undefined
    return [
      {
        file: projectPath(root, module.moduleId),
        tests,
        ...(probes.length > 0 && { probes }),
        ...(record !== undefined && { record }),
      },
    ]
  })
}

/** The record of a test that is a row; undefined for any other test. */
export function rowRecordOf(test: TestCase): RowRecord | undefined {
  const record = recordOf(test.meta()) as RowRecord | ProbeRecord | undefined
  return record !== undefined && 'row' in record ? record : undefined
}

/** The record of a test that is a probe of an audit; undefined for any other test. */
export function probeRecordOf(test: TestCase): ProbeRecord | undefined {
  const record = recordOf(test.meta()) as RowRecord | ProbeRecord | undefined
  return record !== undefined && 'probe' in record ? record : undefined
}

function recordedProbe(test: TestCase): RecordedProbe[] {
  const record = probeRecordOf(test)
  if (record === undefined) return []
  const { state, errors } = test.result()
  // A probe that finds nothing to try skips itself, and says why.
  const started = state === 'passed' || state === 'failed' || record.probe.notRun !== undefined
  // A test that passed when it was tried again keeps the errors of before.
  const error = state === 'failed' ? errors?.[0]?.message.split('\n')[0] : undefined
  return [{ record, started, ...(error !== undefined && { error }) }]
}

function recordedTest(test: TestCase): RecordedTest[] {
  const record = rowRecordOf(test)
  if (record === undefined) return []
  const { state, errors } = test.result()
  const repeats = (test.options.repeats ?? 0) + 1
  const begun = Object.keys(record.attempts).length > 0
  const started =
    state === 'passed' ||
    state === 'failed' ||
    (begun && !(state === 'skipped' && isCutShort(record, repeats)))
  const error = errors?.[0]?.message.split('\n')[0]
  const retry = test.diagnostic()?.retryCount ?? 0
  return [{ record, started, retry, repeats, ...(error !== undefined && { error }) }]
}

/** True for a row that an interrupt or a skip ended before every judge had answered in every repeat: it counts as not run. */
function isCutShort({ judges, attempts }: RowRecord, repeats: number): boolean {
  const begun = Object.values(attempts)
  const unanswered = begun.some(({ verdicts }) => {
    const answered = new Set(verdicts.filter(({ outcome }) => outcome === 'scored').map(({ judge }) => judge))
    return judges.length === 0 || judges.some((judge) => !answered.has(judge))
  })
  return unanswered || begun.length < repeats
}

function recordOf(meta: object): unknown {
  return (meta as { [metaKey]?: unknown })[metaKey]
}

/** The largest exit code among errors of ours that modules, suites and tests ended with; 0 without any. */
export function errorExitCode(modules: readonly TestModule[]): number {
  const errors = modules.flatMap((module) => [
    ...module.errors(),
    ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ...[...module.children.allTests()].flatMap((test) => test.result().errors ?? []),
  ])
  const codes = errors.map((error) => {
    const { name, code } = error as { name?: string; code?: unknown }
    return name === 'VitestJudgeError' && typeof code === 'string' ? (errorCodes[code as ErrorCode] ?? 0) : 0
  })
  return Math.max(0, ...codes)
}

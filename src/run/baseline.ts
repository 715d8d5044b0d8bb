import { resolve } from 'node:path'
import {
  type BaselineOption,
  type CalibrationRow,
  type Run,
  type RunRow,
  type RunSuite,
  VitestJudgeError,
} from '../contract/index.ts'
import { readFileAt, readTextIfAny } from '../io/index.ts'
import { calibrationPath, isCalibration, parseCalibration } from './calibration-file.ts'
import { hasRun, readRun } from './file.ts'

/** An earlier measurement that a gate is held against, or why there is none. */
export type FoundBaseline =
  | { kind: 'value'; name: string; rows: readonly CalibrationRow[] }
  | { kind: 'undefined'; reason: string }

/** Takes the held-out judgements of one judge from the rows of a suite. */
export type MeasureRows = (rows: readonly RunRow[], judgeId: string) => CalibrationRow[]

/**
 * Reads every baseline that a run's gates name, for every judge that they concern. A baseline is, in this order, a
 * run file or run id, a calibration file, or a git revision whose calibration of the judge counts. What cannot be
 * read says why.
 */
export async function findBaselines(
  root: string,
  run: Run,
  measure: MeasureRows,
): Promise<(suite: RunSuite, judgeId: string, from: string) => FoundBaseline | undefined> {
  const found = new Map<string, FoundBaseline>()
  for (const [key, { baseline }] of Object.entries(run.gate.thresholds)) {
    if (baseline === undefined) continue
    const from = sourceOf(baseline)
    for (const suite of run.suites) {
      for (const { id } of suite.judges) {
        if (key !== id && key !== `${suite.name} > ${id}`) continue
        found.set(keyOf(suite, id, from), await readBaseline(root, suite, id, from, measure))
      }
    }
  }
  return (suite, judgeId, from) => found.get(keyOf(suite, judgeId, from))
}

async function readBaseline(
  root: string,
  suite: RunSuite,
  judgeId: string,
  from: string,
  measure: MeasureRows,
): Promise<FoundBaseline> {
  try {
    if (!(await hasRun(root, from))) return await ofRevision(root, suite, judgeId, from)
    const text = await readTextIfAny(resolve(root, from))
    if (text !== undefined && isCalibration(text)) {
      return { kind: 'value', name: from, rows: parseCalibration(from, text).rows }
    }
    return ofRun(await readRun(root, from), suite, judgeId, from, measure)
  } catch (error) {
    if (!VitestJudgeError.is(error)) throw error
    return {
      kind: 'undefined',
      reason: `The baseline ${from} cannot be read: ${error.message.split('\n')[0]}`,
    }
  }
}

function ofRun(
  run: Run,
  suite: RunSuite,
  judgeId: string,
  from: string,
  measure: MeasureRows,
): FoundBaseline {
  if (!run.complete) {
    return { kind: 'undefined', reason: `The baseline ${from} is a partial run: ${run.partial.join('; ')}.` }
  }
  const same = run.suites.find(({ name, file }) => name === suite.name && file === suite.file)
  if (same === undefined || !same.judges.some(({ id }) => id === judgeId)) {
    return {
      kind: 'undefined',
      reason: `The baseline ${from} has no judge ${judgeId} in a suite ${suite.name} of ${suite.file}.`,
    }
  }
  return { kind: 'value', name: from, rows: measure(same.rows, judgeId) }
}

async function ofRevision(
  root: string,
  suite: RunSuite,
  judgeId: string,
  from: string,
): Promise<FoundBaseline> {
  const path = calibrationPath(suite, judgeId)
  const file = await readFileAt(root, from, path)
  if (file.kind === 'text') {
    return { kind: 'value', name: from, rows: parseCalibration(`${from}:${path}`, file.text).rows }
  }
  const reasons = {
    'no-git': `There is no file and no run ${from}, and no git repository that could have such a revision.`,
    'no-revision': `There is no file, no run and no git revision ${from}; in CI, a shallow clone has only the newest commit (fetch-depth: 0).`,
    'no-file': `The git revision ${from} has no ${path}: make one with npx vitest-judge calibrate, and commit it.`,
  }
  return { kind: 'undefined', reason: reasons[file.why] }
}

function sourceOf(baseline: BaselineOption): string {
  return typeof baseline === 'string' ? baseline : baseline.from
}

function keyOf({ file, name }: RunSuite, judgeId: string, from: string): string {
  return JSON.stringify([file, name, judgeId, from])
}

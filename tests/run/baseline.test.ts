import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { measuredRows } from '../../src/agreement/index.ts'
import type { Calibration, GateThresholds } from '../../src/contract/index.ts'
import { findBaselines, makeCalibration, writeCalibration, writeRun } from '../../src/run/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { temporaryFolder } from './support.ts'

const run = promisify(execFile)
const folder = temporaryFolder()
const polite = buildJudge('polite')
const suite = buildSuite('Politeness', [polite], buildRows('polite', 9, 10))
const rows = measuredRows(suite.rows, 'polite')
const path = 'evals/pubmed/calibration/polite.json'
const measured = { successes: 9, n: 10, estimate: 0.9, low: 0.6, high: 0.98 }
const figures: Calibration['figures'] = {
  rows: 10,
  unscored: 0,
  accuracy: measured,
  passRecall: measured,
  failRecall: measured,
  kappa: { estimate: 0.8, low: 0.4, high: 1 },
  majority: measured,
}
const calibrate = (at = path) =>
  writeCalibration(folder.path, at, makeCalibration(buildRun([suite]), suite, polite, rows, figures))

/** The baseline of the judge in the suite, for a gate with this key. */
async function find(baseline: NonNullable<GateThresholds['baseline']>, key = 'polite', of = suite) {
  const now = buildRun([of], { id: 'now', gate: { thresholds: { [key]: { baseline } } } })
  const from = typeof baseline === 'string' ? baseline : baseline.from
  return (await findBaselines(folder.path, now, measuredRows))(of, 'polite', from)
}

describe('a baseline is', () => {
  test('a run, by its id or its path', async () => {
    const file = await writeRun(folder.path, buildRun([suite], { id: 'earlier' }))
    expect(await find('earlier')).toEqual({ kind: 'value', name: 'earlier', rows })
    expect(await find({ from: file, tolerance: 0.1 })).toEqual({ kind: 'value', name: file, rows })
    expect(await find('earlier', 'Politeness > polite')).toEqual({ kind: 'value', name: 'earlier', rows })
  })

  test('a calibration file, wherever it lies', async () => {
    await calibrate('kept.json')
    expect(await find('kept.json')).toEqual({ kind: 'value', name: 'kept.json', rows })
  })

  test('the calibration of a git revision, also where a folder has its name', async () => {
    const git = (...args: string[]) =>
      run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder.path })
    await calibrate()
    await mkdir(join(folder.path, 'release'))
    await git('init', '--quiet')
    await git('add', '.')
    await git('commit', '--quiet', '--message', 'Calibrate')
    await git('branch', 'release')
    expect(await find('release')).toEqual({ kind: 'value', name: 'release', rows })
    const other = { ...suite, file: 'evals/other/other.eval.ts' }
    expect(await find('HEAD', 'polite', other)).toEqual({
      kind: 'undefined',
      reason:
        'The git revision HEAD has no evals/other/calibration/polite.json: make one with npx vitest-judge calibrate, and commit it.',
    })
    expect(await find('nowhere')).toMatchObject({
      reason: expect.stringMatching(/^There is no file, no run and no git revision nowhere; in CI/) as string,
    })
  })
})

describe('there is no baseline', () => {
  test('without a file and without git', async () => {
    expect(await find('main')).toEqual({
      kind: 'undefined',
      reason: 'There is no file and no run main, and no git repository that could have such a revision.',
    })
  })

  test('in a partial run, or one without the judge in that suite', async () => {
    await writeRun(
      folder.path,
      buildRun([suite], { id: 'part', complete: false, partial: ['it is shard 1 of 2'] }),
    )
    expect(await find('part')).toEqual({
      kind: 'undefined',
      reason: 'The baseline part is a partial run: it is shard 1 of 2.',
    })
    await writeRun(folder.path, buildRun([{ ...suite, name: 'Tone' }], { id: 'tone' }))
    expect(await find('tone')).toEqual({
      kind: 'undefined',
      reason: 'The baseline tone has no judge polite in a suite Politeness of evals/pubmed/pubmed.eval.ts.',
    })
  })

  test('in a damaged file', async () => {
    await calibrate()
    await writeCalibration(folder.path, path, { schema: 'vitest-judge/calibration@1' } as Calibration)
    expect(await find(path)).toMatchObject({
      kind: 'undefined',
      reason: expect.stringMatching(
        /^The baseline evals\/pubmed\/calibration\/polite\.json cannot be read: .* is damaged: at judge/,
      ) as string,
    })
  })

  test('for a judge that no gate names', async () => {
    expect(await find('HEAD', 'rude')).toBeUndefined()
  })
})

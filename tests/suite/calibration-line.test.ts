import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeJudge } from 'vitest-judge'
import type { Calibration } from '../../src/contract/index.ts'
import { makeCalibration, writeCalibration } from '../../src/run/index.ts'
import { calibrationLine } from '../../src/suite/calibration.ts'
import { buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'vitest-judge-calibration-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const judgeOf = (name: string, instructions = 'Is {{ outputs }} polite?') =>
  makeJudge({ name, instructions, values: ['yes', 'no'], model: async () => 'yes' })
const share = (successes: number, n: number) => ({
  successes,
  n,
  estimate: successes / n,
  low: 0.8,
  high: 0.95,
})
const figures: Calibration['figures'] = {
  rows: 100,
  unscored: 0,
  accuracy: share(90, 100),
  passRecall: share(45, 50),
  failRecall: { successes: 0, n: 0, estimate: null, reason: "no row's truth fails", low: 0, high: 1 },
  kappa: { estimate: 0.8, low: 0.6, high: 0.9 },
  majority: share(50, 100),
}

/** Writes the calibration of a judge, as measured in so many versions, this one last. */
async function calibrate(name: string, versions: number, more: Partial<Calibration> = {}): Promise<void> {
  const { definition, ...record } = await judgeOf(name).record({})
  const rows = [buildRow('a', [buildVerdict(name, 'yes', 'yes')])]
  let calibration: Calibration | undefined
  for (let run = 0; run < versions; run++) {
    const instructions = run < versions - 1 ? `Version ${run}: {{ outputs }}?` : definition.instructions
    const judge = { ...record, definition: { ...definition, instructions } }
    const suite = buildSuite('Politeness', [judge], rows)
    const measured = rows.map(({ id }) => ({ id, truth: 'yes', verdict: 'yes' }))
    calibration = makeCalibration(buildRun([suite], { id: `run-${run}` }), suite, judge, measured, figures, {
      earlier: calibration,
    })
  }
  if (calibration !== undefined)
    await writeCalibration(root, `calibration/${name}.json`, { ...calibration, ...more })
}

const line = (name: string, options = {}, instructions?: string) =>
  calibrationLine(judgeOf(name, instructions), { root, evalFolder: root }, options)

test('a judge without a calibration has no line, and fails where one is required', async () => {
  expect(await line('unknown')).toBeUndefined()
  await expect(line('unknown', { requireCalibration: true })).rejects.toMatchObject({
    code: 'not-calibrated',
    exitCode: 1,
    hint: 'Run its own evaluation (npx vitest run evals), then npx vitest-judge calibrate --judge unknown, and commit the file.',
  })
})

test('a calibrated judge tells its recalls, and what does not exist as unknown', async () => {
  await calibrate('polite', 1)
  expect(await line('polite', { requireCalibration: true })).toBe(
    'polite: pass-recall 90.0 % [80.0, 95.0], fail-recall unknown on 100 held-out rows',
  )
})

test('a judge that has changed is told of, and fails where a fitting calibration is required', async () => {
  await calibrate('changed', 1)
  const now = 'Is {{ outputs }} kind?'
  expect(await line('changed', {}, now)).toContain('; measured before these changed: instructions')
  await expect(line('changed', { requireCalibration: 'calibration' }, now)).rejects.toMatchObject({
    code: 'not-calibrated',
  })
})

test('a judge with too many unscored verdicts fails where a calibration is required', async () => {
  const unscored = { figures: { ...figures, unscored: 20 } }
  await calibrate('silent', 1, unscored)
  expect(await line('silent')).toContain('silent: pass-recall')
  await expect(line('silent', { requireCalibration: true })).rejects.toMatchObject({
    code: 'not-calibrated',
    message: expect.stringContaining(
      'silent.json 20.0 % of the verdicts are unscored, more than the 5.0 % allowed.',
    ) as string,
  })
  await calibrate('tolerated', 1, { ...unscored, maxUnscored: 0.2 })
  expect(await line('tolerated', { requireCalibration: true })).toContain('tolerated: pass-recall')
})

test('a worn held-out set is told of, by the limit in the file', async () => {
  const worn = '; measured on a worn held-out set'
  await calibrate('worn', 4)
  expect(await line('worn')).toContain(worn)
  await calibrate('lasting', 4, { wornAfter: 4 })
  expect(await line('lasting')).not.toContain(worn)
  await calibrate('delicate', 2, { wornAfter: 1 })
  expect(await line('delicate')).toContain(worn)
})

test('verdicts of the offline stand-in are told of', async () => {
  await calibrate('offline', 1, { offline: true })
  expect(await line('offline')).toContain('; measured with the offline stand-in')
})

test('a damaged calibration is refused, required or not, and not taken for a missing one', async () => {
  await calibrate('damaged', 1, { measurements: [] })
  await expect(line('damaged')).rejects.toMatchObject({ code: 'damaged-file', exitCode: 3 })
})

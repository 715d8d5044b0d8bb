import { beforeAll, describe, expect, test } from 'vitest'
import { measuredRows } from '../../src/agreement/index.ts'
import type { Calibration } from '../../src/contract/index.ts'
import { calibrationPath, makeCalibration, writeCalibration } from '../../src/run/index.ts'
import { buildJudge, buildRows, buildRun, buildSuite } from '../agreement/build-run.ts'
import { commandFolder } from './in-process.ts'

const folder = commandFolder()
const share = { successes: 36, n: 40, estimate: 0.9, low: 0.77, high: 0.96 }
const figures: Calibration['figures'] = {
  rows: 40,
  unscored: 0,
  accuracy: share,
  passRecall: share,
  failRecall: share,
  kappa: { estimate: 0.8, low: 0.5, high: 0.9 },
  majority: share,
}
const rows = buildRows('polite', 36, 40)
const version = (model: string) => buildSuite('Manners', [buildJudge('polite', { model })], rows)
const runOf = (model: string, gate = {}) =>
  buildRun([version(model)], {
    id: `run-${model}`,
    gate: { thresholds: { polite: { accuracy: 0.7, ...gate } } },
  })

/** A calibration file of as many versions of the judge, on these rows or on others. */
async function calibrated(versions: number, wornAfter = 3, of = rows): Promise<void> {
  let earlier: Calibration | undefined
  for (let number = 1; number <= versions; number++) {
    const run = runOf(`m${number}`)
    const [suite] = run.suites
    const [judge] = suite?.judges ?? []
    if (suite === undefined || judge === undefined) throw new Error('There is a judge.')
    earlier = makeCalibration(run, suite, judge, measuredRows(of, 'polite'), figures, { earlier, wornAfter })
  }
  if (earlier !== undefined)
    await writeCalibration(folder.root, calibrationPath(version('m1'), 'polite'), earlier)
}

const sentence =
  'a worn held-out set, which has measured 4 versions of this judge, more than 3: what was chosen by it has leaked into it, and the figures flatter; label other rows.'
const text = async (...argv: string[]) =>
  (await folder.command(...argv)).stdout.replaceAll(/[\s`]+/g, ' ').replaceAll('&gt;', '>')
const json = async <Shape>(...argv: string[]) =>
  JSON.parse((await folder.command(...argv, '--json')).stdout) as Shape

describe('a worn held-out set', () => {
  beforeAll(async () => {
    await folder.writeRuns(runOf('m3'), runOf('m4'))
    await calibrated(4)
  })

  test('is told of in report and Markdown, beside the name and in a sentence', async () => {
    for (const argv of [['report'], ['report', '--markdown']]) {
      const shown = await text(...argv)
      expect(shown).toMatch(/polite (\\?\()worn/)
      expect(shown).toContain(`polite is measured on ${sentence}`)
    }
    expect(await text('report', '--explain')).toContain('worn: each time that one version of a judge')
  })

  test('is told of at the gate, which still decides', async () => {
    const { exitCode, stdout } = await folder.command('gate')
    expect(exitCode).toBe(0)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`Measured on ${sentence}`)
    expect(await json('gate')).toMatchObject({
      gates: [{ outcome: 'pass', warnings: [`Measured on ${sentence}`] }],
    })
  })

  test('is told of by plan, compare and calibrate', async () => {
    expect(await text('plan')).toContain(`worn they are of ${sentence}`)
    expect(await text('compare', 'run-m3', 'run-m4')).toContain(sentence)
    expect(await text('calibrate', '--judge', 'polite')).toContain(
      'worn this held-out set measured 4 versions of this judge, more than 3',
    )
  })

  test('stands in JSON', async () => {
    const worn = { versions: 4, after: 3 }
    expect(await json('report')).toMatchObject({ suites: [{ judges: [{ id: 'polite', worn }] }] })
    expect(await json('plan')).toMatchObject({ plans: [{ worn: sentence }] })
    expect(await json('compare', 'run-m3', 'run-m4')).toMatchObject([{ worn: [worn, worn] }])
    expect(await json('calibrate', '--judge', 'polite')).toMatchObject([{ worn: true, wornAfter: 3 }])
  })
})

describe('a held-out set is not worn', () => {
  const isMarked = async () =>
    (await json<ReturnType<typeof runOf>>('report')).suites[0]?.judges[0]?.worn !== undefined

  test('while it has measured no more versions than it bears', async () => {
    await folder.writeRuns(runOf('m4'))
    await calibrated(3)
    expect(await isMarked()).toBe(false)
    await calibrated(4, 4)
    expect(await isMarked()).toBe(false)
    await calibrated(4, 3)
    expect(await isMarked()).toBe(true)
  })

  test('by versions measured on other rows, nor of a mark that no longer holds', async () => {
    const marked = runOf('m4')
    for (const judge of marked.suites[0]?.judges ?? []) judge.worn = { versions: 9, after: 3 }
    await folder.writeRuns(marked)
    await calibrated(
      4,
      3,
      rows.map((row) => ({ ...row, id: `other ${row.id}` })),
    )
    expect(await isMarked()).toBe(false)
  })

  test('by a calibration that cannot be read, of which calibrate --check tells', async () => {
    await folder.writeRuns(runOf('m4'))
    await folder.write({ [calibrationPath(version('m1'), 'polite')]: '{ "schema"' })
    expect(await isMarked()).toBe(false)
    expect((await folder.command('calibrate', '--check', '--judge', 'polite')).exitCode).not.toBe(0)
  })
})

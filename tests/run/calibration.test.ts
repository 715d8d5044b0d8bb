import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Calibration, CalibrationRow, JudgeDefinition } from '../../src/contract/index.ts'
import {
  type CalibrationOptions,
  calibrationPath,
  changesSince,
  isWorn,
  judgeChangesSince,
  judgeFingerprints,
  makeCalibration,
  measuredShareText,
  readCalibration,
  writeCalibration,
} from '../../src/run/index.ts'
import { buildJudge, buildRun, buildSuite } from '../agreement/build-run.ts'
import { refusal, temporaryFolder } from './support.ts'

const share = { successes: 2, n: 3, estimate: 2 / 3, low: 0.2, high: 0.94 }
const figures: Calibration['figures'] = {
  rows: 3,
  unscored: 0,
  accuracy: share,
  passRecall: share,
  failRecall: { successes: 0, n: 0, estimate: null, reason: "no row's truth fails", low: 0, high: 1 },
  kappa: { estimate: null, reason: 'every truth and every verdict is the same value', low: -1, high: 1 },
  majority: share,
}
const rows: CalibrationRow[] = ['a', 'b', 'c'].map((id) => ({ id, sampleId: `${id}1`, truth: 'yes' }))
const aligned = buildJudge('polite@aligned')
const calibrate = (
  run = 'one',
  {
    judge = aligned,
    of = rows,
    ...options
  }: { judge?: typeof aligned; of?: CalibrationRow[] } & CalibrationOptions = {},
) => {
  const suite = buildSuite('Politeness', [judge], [])
  return makeCalibration(buildRun([suite], { id: run }), suite, judge, of, figures, options)
}
const runs = ({ measurements }: Calibration) => measurements.map(({ run }) => run)

describe('measurements of a held-out set', () => {
  const version = (model: string) => buildJudge('polite@aligned', { model })

  test('are kept, one for each version of the judge, the newest last', () => {
    const one = calibrate('one', { judge: version('a') })
    const two = calibrate('two', { earlier: one, judge: version('b') })
    expect(runs(two)).toEqual(['one', 'two'])
    expect(calibrate('two', { earlier: two, judge: version('b') })).toEqual(two)
    expect(runs(calibrate('three', { earlier: two, judge: version('a') }))).toEqual(['two', 'three'])
  })

  test('are no more when the same judge is measured again', () => {
    const one = calibrate('one')
    const again = calibrate('two', { earlier: one })
    expect(again.measurements).toEqual([{ ...one.measurements[0], run: 'two' }])
    const waiting = { ...aligned, definition: { ...aligned.definition, timeoutMs: 1000 } }
    expect(runs(calibrate('three', { earlier: again, judge: waiting }))).toEqual(['three'])
  })

  test.for<[string, typeof aligned]>([
    ['instructions', { ...aligned, definition: { ...aligned.definition, instructions: '{{ outputs }}?' } }],
    ['model', version('b')],
    ['parameters', { ...aligned, definition: { ...aligned.definition, temperature: 1 } }],
    ['values', { ...aligned, definition: { ...aligned.definition, valueType: { type: 'boolean' } } }],
    ['memory', { ...aligned, memory: 'other' }],
  ])('are one more when its %s changed', ([, judge]) => {
    expect(runs(calibrate('two', { earlier: calibrate('one'), judge }))).toEqual(['one', 'two'])
  })

  test('go on counting when answers, truth or order change, and while half of the smaller set stays', () => {
    const one = calibrate('one')
    const judge = version('b')
    const other = rows.toReversed().map((row) => ({ ...row, sampleId: 'other', truth: 'no' }))
    expect(runs(calibrate('two', { earlier: one, of: other, judge }))).toEqual(['one', 'two'])
    const fresh = ['d', 'e', 'f'].map((id) => ({ id, truth: 'yes' }))
    for (const [of, before] of [
      [rows.slice(2), ['one']],
      [[...rows, ...fresh, { id: 'g', truth: 'no' }], ['one']],
      [[...rows.slice(1), ...fresh], ['one']],
      [[...rows.slice(2), ...fresh.slice(0, 1)], ['one']],
      [[...rows.slice(2), ...fresh], []],
      [fresh, []],
    ] as const) {
      expect(runs(calibrate('two', { earlier: one, of: [...of], judge }))).toEqual([...before, 'two'])
    }
  })

  test('are worn after three, or as many as one says, which the file keeps', () => {
    const versions = (count: number, wornAfter?: number) => {
      let calibration: Calibration | undefined
      for (let number = 1; number <= count; number++)
        calibration = calibrate(`${number}`, {
          judge: version(`m${number}`),
          earlier: calibration,
          wornAfter: number === 1 ? wornAfter : undefined,
        })
      return calibration as Calibration
    }
    expect([versions(3), versions(4)].map(isWorn)).toEqual([false, true])
    expect([versions(2, 1), versions(4, 4)].map(isWorn)).toEqual([true, false])
    expect(versions(4, 9).wornAfter).toBe(9)
    expect(calibrate('5', { earlier: versions(4, 9), wornAfter: 2 }).wornAfter).toBe(2)
  })
})

describe('what has changed since', () => {
  const definedAs = (change: Partial<JudgeDefinition>) => ({
    ...aligned,
    definition: { ...aligned.definition, ...change },
  })

  test.for<[string[], Parameters<typeof calibrate>[1]]>([
    [[], {}],
    [[], { of: rows.toReversed() }],
    [[], { of: rows.map((row) => ({ ...row, verdict: 'no' })) }],
    [[], { judge: definedAs({ timeoutMs: 1000, sampleRate: 0.5 }) }],
    [['instructions'], { judge: definedAs({ instructions: 'Is {{ outputs }} kind?' }) }],
    [['instructions'], { judge: definedAs({ guidelines: ['Be kind.'] }) }],
    [['model'], { judge: definedAs({ model: 'gpt-6' }) }],
    [['model'], { judge: definedAs({ baseURL: 'http://localhost:1/v1' }) }],
    [['parameters'], { judge: definedAs({ temperature: 1 }) }],
    [['parameters'], { judge: definedAs({ rationaleFirst: false }) }],
    [['values'], { judge: definedAs({ valueType: { type: 'boolean' } }) }],
    [['memory'], { judge: { ...aligned, memory: 'other' } }],
    [['rows'], { of: rows.map((row) => ({ ...row, sampleId: 'other' })) }],
    [['rows'], { of: rows.map((row) => ({ ...row, weight: 2 })) }],
    [['rows', 'truth'], { of: [...rows, { id: 'd', truth: 'no' }] }],
    [['truth'], { of: rows.map((row) => ({ ...row, truth: 'no' })) }],
    [['model', 'memory'], { judge: { ...definedAs({ model: 'gpt-6' }), memory: 'other' } }],
  ])('%j', ([changes, now]) => {
    expect(changesSince(calibrate(), calibrate('now', now))).toEqual(changes)
  })

  test('is the judge, where the file is of a version that knew other parts of it', () => {
    const stored = calibrate()
    stored.fingerprints.judge = 'of another version'
    expect(judgeChangesSince(stored, aligned.definition, judgeFingerprints(aligned))).toEqual(['judge'])
  })
})

test('a calibration says whether the offline stand-in gave its verdicts', () => {
  expect(calibrate().offline).toBe(false)
  expect(calibrate('one', { judge: buildJudge('polite@aligned', { model: 'offline' }) }).offline).toBe(true)
})

test('a share is shown with its interval, one that does not exist not at all', () => {
  expect(measuredShareText(share)).toBe('66.7 % [20.0, 94.0]')
  expect(measuredShareText(figures.failRecall)).toBeUndefined()
})

describe('a calibration file', () => {
  const folder = temporaryFolder()
  const path = calibrationPath({ file: 'evals/polite/polite.eval.ts' }, 'polite@aligned')

  test('lies beside the eval file and comes back as it was', async () => {
    expect(path).toBe('evals/polite/calibration/polite@aligned.json')
    expect(await readCalibration(join(folder.path, path))).toBeUndefined()
    const calibration = calibrate()
    await writeCalibration(folder.path, path, calibration)
    expect(await readCalibration(join(folder.path, path))).toEqual(calibration)
    expect((await readFile(join(folder.path, path), 'utf8')).endsWith('}\n')).toBe(true)
  })

  test('that is damaged is refused by name', async () => {
    await writeCalibration(folder.path, path, { ...calibrate(), measurements: [] })
    expect(await refusal(() => readCalibration(join(folder.path, path)), folder.path)).toMatchInlineSnapshot(`
      {
        "code": "damaged-file",
        "text": "FOLDER/evals/polite/calibration/polite@aligned.json is damaged: at measurements, Too small: expected array to have >=1 items.
        → Delete it or take it from git: git checkout -- FOLDER/evals/polite/calibration/polite@aligned.json. Without it, npx vitest-judge calibrate counts versions of the judge anew.",
      }
    `)
  })
})

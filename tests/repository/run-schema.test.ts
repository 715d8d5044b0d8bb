import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  calibrationSchema,
  memorySchema,
  runSchema,
  type Calibration,
  type Memory,
  type Run,
} from '../../src/contract/index.ts'
import { schemaFiles } from '../../scripts/write-schemas.ts'
import { root } from './source-files.ts'

const written = await schemaFiles()
const stored = (name: string) => readFileSync(join(root, `docs/${name}.schema.json`), 'utf8')
const reader = (name: string) => {
  const schema = JSON.parse(stored(name)) as Parameters<typeof z.fromJSONSchema>[0]
  return (value: unknown) => z.fromJSONSchema(schema).safeParse(value).success
}

const judge: Memory['judge'] = {
  kind: 'instructions',
  name: 'polite',
  instructions: 'Is {{ outputs }} polite?',
  valueType: { type: 'label', values: ['yes', 'no'] },
  passes: ['yes'],
  model: 'gpt-5-mini',
  rationaleFirst: true,
  sampleRate: 1,
}

const run: Run = {
  schema: 'vitest-judge/run@1',
  id: 'run-1',
  time: '2026-11-23T12:00:00.000Z',
  complete: true,
  partial: [],
  offline: false,
  alignShare: 0.5,
  gate: {
    requireComplete: false,
    inconclusive: 'fail',
    allowOffline: false,
    thresholds: { polite: { accuracy: 0.8 } },
  },
  suites: [
    {
      name: 'Politeness',
      file: 'evals/polite.eval.ts',
      judges: [{ id: 'polite', fingerprint: 'f1', definition: judge }],
      rowsNotRun: 0,
      rows: [
        {
          id: 'row-1',
          sampleId: 's1',
          split: 'heldout',
          tags: [],
          repeat: 0,
          inputs: { text: 'Hello', deep: [1, null, { more: true }] },
          outputs: 'Good day.',
          verdicts: [
            {
              judge: 'polite',
              truth: 'yes',
              outcome: 'scored',
              value: 'yes',
              rationale: 'It greets.',
              model: 'm',
              recorded: false,
            },
            { judge: 'polite', outcome: 'unscored', reason: 'malformed', detail: 'no JSON' },
            { judge: 'polite', outcome: 'not-asked', reason: 'sampled-out', detail: 'not in the sample' },
          ],
        },
      ],
    },
  ],
}

test.for(['calibration', 'run', 'memory', 'feedback', 'history'])(
  'docs/%s.schema.json is what the code checks',
  (name) => {
    const path = `docs/${name}.schema.json`
    expect(stored(name), 'Write it anew: node scripts/write-schemas.ts').toBe(written.get(path))
  },
)

test('no other schema file lies in docs', () => {
  expect([...written.keys()].toSorted()).toEqual(
    ['calibration', 'feedback', 'history', 'memory', 'run'].map((name) => `docs/${name}.schema.json`),
  )
})

test('the schema of runs takes a run, and a run of a later version with more fields', () => {
  const accepts = reader('run')
  const suites = run.suites.map((suite) => ({
    ...suite,
    rows: suite.rows.map((row) => ({ ...row, later: 1 })),
  }))
  expect(runSchema.parse(run)).toEqual(run)
  expect(accepts(run)).toBe(true)
  expect(accepts({ ...run, suites, later: { field: true } })).toBe(true)
})

test('the schema of runs refuses what runSchema refuses', () => {
  const accepts = reader('run')
  const wrong: unknown[] = [
    { ...run, schema: 'vitest-judge/run@2' },
    { ...run, alignShare: 2 },
    { ...run, time: 'yesterday' },
    { ...run, suites: undefined },
    { ...run, gate: { ...run.gate, thresholds: { polite: { precision: 0.8 } } } },
    {
      ...run,
      suites: [
        {
          ...run.suites[0],
          rows: [{ ...run.suites[0]?.rows[0], verdicts: [{ judge: 'polite', outcome: 'odd' }] }],
        },
      ],
    },
  ]
  expect(wrong.map((value) => runSchema.safeParse(value).success)).toEqual(wrong.map(() => false))
  expect(wrong.map(accepts)).toEqual(wrong.map(() => false))
})

test('the schema of calibrations takes one and refuses others', () => {
  const share = { successes: 8, n: 10, estimate: 0.8, low: 0.49, high: 0.94 }
  const calibration: Calibration = {
    schema: 'vitest-judge/calibration@1',
    judge: 'polite@aligned',
    suite: 'Politeness',
    run: 'run-1',
    time: '2026-11-23T12:00:00.000Z',
    offline: false,
    definition: judge,
    fingerprints: { judge: 'f1', memory: 'm1', rows: 'r1', truth: 't1' },
    figures: {
      rows: 10,
      unscored: 0,
      accuracy: share,
      passRecall: share,
      failRecall: { successes: 0, n: 0, estimate: null, reason: 'no row whose truth fails', low: 0, high: 1 },
      kappa: { estimate: null, reason: 'every truth is the same value', low: -1, high: 1 },
      majority: share,
    },
    wornAfter: 3,
    measurements: [{ run: 'run-1', time: '2026-11-23T12:00:00.000Z', judge: 'f1' }],
    rows: [
      { id: 'row-1', sampleId: 's1', weight: 2.5, truth: 'yes', verdict: 'no' },
      { id: 'row-1', sampleId: 's1', repeat: 1, weight: 2.5, truth: 'yes' },
    ],
  }
  expect(calibrationSchema.parse(calibration)).toEqual(calibration)
  expect(
    [
      calibration,
      { ...calibration, later: 1 },
      { ...calibration, measurements: [] },
      { ...calibration, wornAfter: 0 },
      { ...calibration, figures: { ...calibration.figures, kappa: null } },
      { ...calibration, rows: [{ id: 'row-1', weight: 0, truth: 'yes' }] },
      run,
    ].map(reader('calibration')),
  ).toEqual([true, true, false, false, false, false, false])
})

test('the schemas of memories and feedback take theirs and refuse others', () => {
  const memory: Memory = {
    schema: 'vitest-judge/memory@1',
    judge,
    fingerprint: 'f1',
    reflectionModel: 'gpt-5-mini',
    embedder: { model: 'small', dimensions: 3, endpoint: 'offline' },
    k: 5,
    guidelines: [
      {
        id: 'g1',
        text: 'Greetings are polite.',
        origin: 'distilled',
        sources: ['s1'],
        pinned: false,
        muted: false,
      },
    ],
    episodes: [],
  }
  const feedback = {
    id: 'f1',
    sampleId: 's1',
    rowId: 'row-1',
    judge: 'polite',
    value: 'yes',
    source: { type: 'HUMAN', name: 'ada' },
    time: '2026-11-23T12:00:00.000Z',
  }
  expect(memorySchema.parse(memory)).toEqual(memory)
  const weighted = { ...feedback, pickedBy: 'random', weight: 2.5 }
  expect([memory, { ...memory, k: -1 }, feedback].map(reader('memory'))).toEqual([true, false, false])
  expect(
    [
      feedback,
      weighted,
      { ...weighted, weight: 0 },
      { ...feedback, source: { type: 'CAT', name: 'tom' } },
      memory,
    ].map(reader('feedback')),
  ).toEqual([true, true, false, false, false])
})

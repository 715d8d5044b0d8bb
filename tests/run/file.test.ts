import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type JudgeValue,
  type Run,
  type RunRow,
  runSchema,
  type RunVerdict,
  type ValueType,
} from '../../src/contract/index.ts'
import { collectRun, readRun, type RecordedTest, toJson, workFolder, writeRun } from '../../src/run/index.ts'
import { attempt, evalFile, facts, judge, recorded, refusal, scored, temporaryFolder } from './support.ts'

const folder = temporaryFolder()
const run = collectRun(
  [evalFile([recorded('r1', { 0: attempt([scored('polite')]) }, { judges: ['polite'] })])],
  facts,
)

const anyVerdict: fc.Arbitrary<RunVerdict> = fc.oneof(
  fc
    .record({
      value: fc.constantFrom('yes', 'no'),
      truth: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      rationale: fc.string({ unit: 'binary' }),
    })
    .map(({ value, truth, rationale }) => ({
      ...scored('polite', value),
      rationale,
      truth,
      truthFrom: 'suite' as const,
    })),
  fc.constant<RunVerdict>({ judge: 'polite', outcome: 'unscored', reason: 'timeout', detail: 'no answer' }),
  fc.constant<RunVerdict>({
    judge: 'polite',
    outcome: 'not-asked',
    reason: 'sampled-out',
    detail: 'sample rate 0.5',
  }),
)
const anyTest = fc
  .record({
    id: fc.string({ minLength: 1 }),
    outputs: fc.anything().map(toJson),
    verdict: anyVerdict,
    started: fc.boolean(),
    error: fc.boolean(),
  })
  .map(({ id, outputs, verdict, started, error }) =>
    recorded(
      id,
      { 0: attempt([verdict], { outputs, ...(error && { error: 'threw' }) }) },
      { started, judges: ['polite'] },
    ),
  )
const anyRun: fc.Arbitrary<Run> = fc
  .array(anyTest, { maxLength: 5 })
  .map((tests) =>
    collectRun(
      [evalFile(tests, { record: { suites: { Politeness: { judges: [judge('polite')] } } } })],
      facts,
    ),
  )

describe('a written run', () => {
  test('stands under its id and, byte for byte, as the latest; git ignores both', async () => {
    const path = await writeRun(folder.path, run)
    expect(path).toBe(`.vitest-judge/runs/${run.id}.json`)
    const text = await readFile(join(folder.path, path), 'utf8')
    expect(await readFile(join(folder.path, workFolder, 'latest.json'), 'utf8')).toBe(text)
    expect(text).toBe(`${JSON.stringify(run, null, 2)}\n`)
    expect(await readFile(join(folder.path, workFolder, '.gitignore'), 'utf8')).toBe('*\n')
    expect((await readdir(join(folder.path, workFolder))).toSorted()).toEqual([
      '.gitignore',
      'latest.json',
      'runs',
    ])
  })

  test("leaves a person's .gitignore alone", async () => {
    await mkdir(join(folder.path, workFolder))
    await writeFile(join(folder.path, workFolder, '.gitignore'), 'runs\n')
    await writeRun(folder.path, run)
    expect(await readFile(join(folder.path, workFolder, '.gitignore'), 'utf8')).toBe('runs\n')
  })

  test('is read again as it was, fits its schema, and is found by id, by path or as the latest', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (any) => {
        const path = await writeRun(folder.path, any)
        expect(runSchema.parse(JSON.parse(JSON.stringify(any)))).toEqual(any)
        expect(await readRun(folder.path)).toEqual(any)
        expect(await readRun(folder.path, any.id)).toEqual(any)
        expect(await readRun(folder.path, join(folder.path, path))).toEqual(any)
      }),
      { numRuns: 25 },
    )
  })

  test('replaces the latest and keeps the earlier one under its id', async () => {
    const later = collectRun([], { ...facts, clock: () => facts.clock() + 1000 })
    await writeRun(folder.path, run)
    await writeRun(folder.path, later)
    expect((await readRun(folder.path)).id).toBe(later.id)
    expect(await readRun(folder.path, run.id)).toEqual(run)
  })

  test('may hold optional fields that a reader does not know', async () => {
    await writeRun(folder.path, run)
    await writeFile(join(folder.path, workFolder, 'latest.json'), JSON.stringify({ ...run, later: true }))
    expect(await readRun(folder.path)).toEqual(run)
  })
})

describe('a run that cannot be read', () => {
  test('is no run where nothing was run yet, or none has the id', async () => {
    expect(await refusal(() => readRun(folder.path), folder.path)).toMatchInlineSnapshot(`
      {
        "code": "no-run",
        "text": "There is no run yet: .vitest-judge/latest.json does not exist in FOLDER.
        → Run the evaluations first: npx vitest run evals.",
      }
    `)
    expect(await refusal(() => readRun(folder.path, 'nowhere'), folder.path)).toMatchInlineSnapshot(`
      {
        "code": "no-run",
        "text": "There is no run nowhere; expected a path or an id in .vitest-judge/runs.
        → Run the evaluations first: npx vitest run evals.",
      }
    `)
  })

  test.for<[string, (text: string) => string, string]>([
    ['it is cut off', (text) => text.slice(0, -20), 'is damaged: it is not JSON'],
    ['it is empty', () => '', 'is damaged: it is not JSON'],
    ['it is of another schema', (text) => text.replace('run@1', 'run@2'), 'is damaged: at schema,'],
    [
      'an outcome is unknown',
      (text) => text.replace('"scored"', '"guessed"'),
      'is damaged: at suites.0.rows.0.verdicts.0.outcome,',
    ],
    [
      'a field is missing',
      (text) => text.replace('"repeat": 0,', ''),
      'is damaged: at suites.0.rows.0.repeat,',
    ],
    ['it is a list', () => '[]', 'is damaged: at the top,'],
  ])('is damaged when %s', async ([, damage, fault]) => {
    await writeRun(folder.path, run)
    const latest = join(folder.path, workFolder, 'latest.json')
    const text = await readFile(latest, 'utf8')
    expect(damage(text)).not.toBe(text)
    await writeFile(latest, damage(text))
    const { code, text: message } = await refusal(() => readRun(folder.path), folder.path)
    expect(code).toBe('damaged-file')
    expect(message).toContain(`FOLDER/.vitest-judge/latest.json ${fault}`)
    expect(message).toContain('→ Make a new one: npx vitest run evals.')
  })

  const rowOf = (id: string, value: JudgeValue = 'yes') =>
    recorded(id, { 0: attempt([scored('polite', value)]) })
  const holding = (valueType: ValueType, ...tests: RecordedTest[]) => {
    const polite = judge('polite')
    const judges = [{ ...polite, definition: { ...polite.definition, valueType } }]
    return collectRun([evalFile(tests, { record: { suites: { Politeness: { judges } } } })], facts)
  }
  const labels: ValueType = { type: 'label', values: ['yes', 'no'] }
  const stars: ValueType = { type: 'number', min: 1, max: 5, integer: true }
  const cannot = (value: string) =>
    `the row r1 has the verdict ${value} of polite, which that judge cannot give, in the suite Politeness of evals/polite.eval.ts.`

  test.for<[string, Run, string]>([
    ['a label', holding(labels, rowOf('r1', 'Yes')), cannot('"Yes"')],
    ['a text', holding({ type: 'text' }, rowOf('r1', 1)), cannot('1')],
    ['a boolean', holding({ type: 'boolean' }, rowOf('r1', 'true')), cannot('"true"')],
    ['a number in its range', holding(stars, rowOf('r1', 6)), cannot('6')],
    ['a whole number', holding(stars, rowOf('r1', 2.5)), cannot('2.5')],
  ])('is damaged when a judge of %s said something else', async ([, any, fault]) => {
    await writeRun(folder.path, any)
    const { code, text } = await refusal(() => readRun(folder.path), folder.path)
    expect(code).toBe('damaged-file')
    expect(text).toContain(`latest.json is damaged: ${fault}\n  → Make a new one: npx vitest run evals.`)
  })

  test('is damaged when a row stands twice in a suite, and whole with two answers or repeats of it', async () => {
    const whole = holding(labels, rowOf('r1'))
    const [suite] = whole.suites
    const [row] = suite?.rows ?? []
    if (suite === undefined || row === undefined) throw new Error('no row')
    const twice = (second: Partial<RunRow>) => ({
      ...whole,
      suites: [{ ...suite, rows: [row, { ...row, ...second }] }],
    })
    await writeRun(folder.path, twice({}))
    expect((await refusal(() => readRun(folder.path))).text).toContain(
      'is damaged: the row r1 stands twice in the suite Politeness of evals/polite.eval.ts.',
    )
    for (const second of [{ sampleId: 'other' }, { repeat: 1 }]) {
      await writeRun(folder.path, twice(second))
      expect((await readRun(folder.path)).suites[0]?.rows).toHaveLength(2)
    }
  })
})

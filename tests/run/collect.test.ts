import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runSchema } from '../../src/contract/index.ts'
import { collectRun } from '../../src/run/index.ts'
import { attempt, evalFile, facts, file, judge, recorded, scored } from './support.ts'

const both = [scored('polite'), scored('polite@aligned', 'no')]
const collect = (...files: Parameters<typeof collectRun>[0]) => collectRun(files, facts)
const rowsOf = (...tests: Parameters<typeof evalFile>[0]) => collect(evalFile(tests)).suites[0]?.rows ?? []
const unfinished = (judgeId: string, detail = 'the test ended before the judge answered') => ({
  judge: judgeId,
  outcome: 'unscored',
  reason: 'unfinished',
  detail,
})

describe('a run', () => {
  test('holds what the tests recorded', () => {
    const run = collect(evalFile([recorded('r1', { 0: attempt(both) })]))
    expect(run).toEqual({
      schema: 'vitest-judge/run@1',
      id: expect.stringMatching(/^20261123T120000000Z-[0-9a-f]{8}$/),
      time: '2026-11-23T12:00:00.000Z',
      complete: true,
      partial: [],
      offline: false,
      alignShare: 0.5,
      gate: facts.gate,
      suites: [
        {
          name: 'Politeness',
          file,
          judges: [judge('polite'), judge('polite@aligned')],
          rowsNotRun: 0,
          rows: [
            {
              id: 'r1',
              split: 'heldout',
              tags: [],
              inputs: { text: 'r1' },
              repeat: 0,
              sampleId: 's',
              outputs: 'Thanks.',
              verdicts: both,
            },
          ],
        },
      ],
    })
    expect(runSchema.parse(run)).toEqual(run)
  })

  test('names paths in notices as from the root, each notice once', () => {
    const notice = 'damaged lines of /project/tapes/a.jsonl passed over, as in /elsewhere/b.jsonl'
    const { notices } = collectRun([], { ...facts, notices: [notice, notice] })
    expect(notices).toEqual(['damaged lines of tapes/a.jsonl passed over, as in /elsewhere/b.jsonl'])
  })

  test('without any file is empty', () => {
    expect(collect().suites).toEqual([])
  })

  test('is offline when the stand-in judged in any suite', () => {
    const offline = judge('polite', { definition: { ...judge('polite').definition, model: 'offline' } })
    expect(
      collect(evalFile([recorded('r1', {})], { record: { suites: { Politeness: { judges: [offline] } } } }))
        .offline,
    ).toBe(true)
  })

  test("keeps a suite's own bound on unscored verdicts, and knows suites that declared nothing", () => {
    const suites = { Politeness: { judges: [], maxUnscored: 0.2 } }
    const tests = [recorded('r1', {}, { suite: 'By hand', judges: [] }), recorded('r2', {}, { judges: [] })]
    expect(collect(evalFile(tests, { record: { suites } })).suites).toMatchObject([
      { name: 'By hand', judges: [] },
      { name: 'Politeness', maxUnscored: 0.2 },
    ])
  })

  test('is not complete when rows never started, and counts them', () => {
    const waiting = [recorded('r2', {}, { started: false }), recorded('r3', {}, { started: false })]
    const run = collectRun([evalFile([recorded('r1', { 0: attempt(both) }), ...waiting])], {
      ...facts,
      partial: ['a shard'],
    })
    expect(run).toMatchObject({
      complete: false,
      partial: ['a shard', '2 rows were not run'],
      suites: [{ rowsNotRun: 2 }],
    })
    expect(run.suites[0]?.rows.map(({ id }) => id)).toEqual(['r1'])
  })

  test('of which only part was asked for is not complete either', () => {
    expect(collectRun([], { ...facts, partial: ['a file filter'] })).toMatchObject({
      complete: false,
      partial: ['a file filter'],
    })
  })
})

describe('a row', () => {
  test('that started and never ended has an unfinished verdict of each judge', () => {
    const [row] = rowsOf(recorded('r1', {}, { error: 'Test timed out in 5000ms.' }))
    expect(row).toEqual({
      id: 'r1',
      split: 'heldout',
      tags: [],
      inputs: { text: 'r1' },
      repeat: 0,
      verdicts: [
        unfinished('polite', 'Test timed out in 5000ms.'),
        unfinished('polite@aligned', 'Test timed out in 5000ms.'),
      ],
    })
  })

  test('that ended before one judge answered lacks only that verdict', () => {
    const [row] = rowsOf(recorded('r1', { 0: attempt([scored('polite@aligned')]) }))
    expect(row?.verdicts).toEqual([unfinished('polite'), scored('polite@aligned')])
  })

  test('without outputs has its error and no verdicts', () => {
    const { outputs: _, ...rest } = attempt([], { error: 'predict threw' })
    expect(rowsOf(recorded('r1', { 0: rest }))).toEqual([
      {
        id: 'r1',
        split: 'heldout',
        tags: [],
        inputs: { text: 'r1' },
        repeat: 0,
        sampleId: 's',
        error: 'predict threw',
        verdicts: [],
      },
    ])
  })

  test('whose last retry recorded nothing does not take the verdicts of an earlier one', () => {
    const earlier = { 0: attempt(both, { retry: 0 }) }
    expect(rowsOf(recorded('r1', earlier, { retry: 1 }))[0]).toMatchObject({
      verdicts: [unfinished('polite'), unfinished('polite@aligned')],
    })
    expect(rowsOf(recorded('r1', earlier, { retry: 1 }))[0]).not.toHaveProperty('outputs')
    expect(rowsOf(recorded('r1', { 0: attempt(both, { retry: 1 }) }, { retry: 1 }))[0]?.verdicts).toEqual(
      both,
    )
  })

  test('keeps how it was picked', () => {
    const { record, ...rest } = recorded('r1', { 0: attempt(both) })
    const row = { ...record.row, weight: 2.5, pickedBy: 'verdict' as const }
    expect(rowsOf({ ...rest, record: { ...record, row } })).toMatchObject([
      { weight: 2.5, pickedBy: 'verdict' },
    ])
    expect(rowsOf({ ...rest, record })[0]).not.toHaveProperty('weight')
  })

  test('of which some repeats recorded nothing has them as rows of unfinished verdicts', () => {
    const more = { judges: ['polite'], repeats: 4, error: 'Test timed out in 5000ms.' }
    const one = [scored('polite')]
    const rows = rowsOf(recorded('r1', { 0: attempt(one), 2: attempt([]) }, more))
    expect(rows.map(({ repeat, outputs, verdicts }) => [repeat, outputs, verdicts])).toEqual([
      [0, 'Thanks.', one],
      [1, undefined, [unfinished('polite')]],
      [2, 'Thanks.', [unfinished('polite')]],
      [3, undefined, [unfinished('polite')]],
    ])
  })

  test('that is repeated takes of its last repeat the last retry alone', () => {
    const attempts = {
      0: attempt([scored('polite')], { retry: 1 }),
      1: attempt([scored('polite')], { retry: 2 }),
    }
    const verdictsAt = (retry: number) =>
      rowsOf(recorded('r1', attempts, { judges: ['polite'], repeats: 2, retry })).map(
        ({ verdicts }) => verdicts,
      )
    expect(verdictsAt(2)).toEqual([[scored('polite')], [scored('polite')]])
    expect(verdictsAt(3)).toEqual([[scored('polite')], [unfinished('polite')]])
  })

  test('that is repeated stands once for each repeat, in order', () => {
    const attempts = {
      10: attempt(both, { sampleId: 's10' }),
      2: attempt([], { sampleId: 's2' }),
      0: attempt(both),
    }
    const rows = rowsOf(recorded('r1', attempts, { judges: ['polite'] }))
    expect(rows.map(({ repeat, sampleId }) => [repeat, sampleId])).toEqual([
      [0, 's'],
      [2, 's2'],
      [10, 's10'],
    ])
    expect(rows[1]?.verdicts).toEqual([unfinished('polite')])
  })
})

describe('hand-written tests of one sample', () => {
  test('make one row, with the verdicts in the order of the judges', () => {
    const rows = rowsOf(
      recorded('r1', { 0: attempt([scored('polite@aligned')]) }, { judges: ['polite@aligned'] }),
      recorded('r1', { 0: attempt([scored('polite')]) }, { judges: ['polite'] }),
    )
    expect(rows.map(({ verdicts }) => verdicts)).toEqual([[scored('polite'), scored('polite@aligned')]])
  })

  test('keep the first verdict of a judge that two of them asked', () => {
    const rows = rowsOf(
      recorded('r1', { 0: attempt([scored('polite', 'yes')]) }, { judges: [] }),
      recorded('r1', { 0: attempt([scored('polite', 'no')]) }, { judges: [] }),
    )
    expect(rows.map(({ verdicts }) => verdicts)).toEqual([[scored('polite', 'yes')]])
  })

  test('stay apart where the outputs differ', () => {
    const tests = ['a', 'b'].map((sampleId) =>
      recorded('r1', { 0: attempt([scored('polite')], { sampleId }) }, { judges: [] }),
    )
    expect(rowsOf(...tests).map(({ sampleId }) => sampleId)).toEqual(['a', 'b'])
  })
})

describe('the order of a run', () => {
  const suites = ['B', 'A', 'Ä', 'a']
  const record = {
    suites: Object.fromEntries(
      suites.map((name) => [name, { judges: [judge('polite'), judge('polite@aligned')] }]),
    ),
  }
  const tests = suites.flatMap((suite) =>
    ['r2', 'r1'].map((id) => recorded(id, { 0: attempt(both, { sampleId: id }) }, { suite })),
  )
  const files = ['evals/b.eval.ts', 'evals/a.eval.ts'].map((path) => evalFile(tests, { file: path, record }))
  const whole = collect(...files)

  test('is that of files, suites, tests and judges', () => {
    expect(whole.suites.map(({ file: path, name }) => `${path} ${name}`)).toEqual(
      ['evals/a.eval.ts', 'evals/b.eval.ts'].flatMap((path) =>
        ['A', 'B', 'a', 'Ä'].map((name) => `${path} ${name}`),
      ),
    )
    expect(whole.suites.map(({ rows }) => rows.map(({ id }) => id).join())).toEqual(
      whole.suites.map(() => 'r2,r1'),
    )
  })

  test('does not depend on the order of files, of suites, or in which judges answered', () => {
    const anyKeys = fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(anyKeys, fc.boolean(), fc.boolean(), (keys, swapFiles, swapVerdicts) => {
        const bySuite = new Map(suites.map((name, index) => [name, keys[index] ?? 0]))
        const moved = tests.toSorted(
          (one, other) => (bySuite.get(one.record.suite) ?? 0) - (bySuite.get(other.record.suite) ?? 0),
        )
        const turned = moved.map((test) =>
          swapVerdicts
            ? recorded(
                test.record.row.id,
                { 0: attempt(both.toReversed(), { sampleId: test.record.row.id }) },
                { suite: test.record.suite },
              )
            : test,
        )
        const again = files.map((each) => ({ ...each, tests: turned }))
        expect(collect(...(swapFiles ? again.toReversed() : again))).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  test('changes nothing in what was recorded', () => {
    const before = structuredClone(files)
    collect(...files)
    expect(files).toEqual(before)
  })
})

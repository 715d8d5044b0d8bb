import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runSchema, type Run } from '../../src/contract/index.ts'
import { collectRun, mergeRuns, shardReason, type FileRecord } from '../../src/run/index.ts'
import { rowsReason } from '../../src/run/partial.ts'
import { attempt, evalFile, facts, judge, recorded, scored } from './support.ts'
import { rowOf, runOf, shardOf, suiteOf } from './parts.ts'

const a = suiteOf('a', [rowOf('r1'), rowOf('r2')])
const b = suiteOf('b', [rowOf('r1')])
const c = suiteOf('c', [rowOf('r3')])
const ids = ({ suites }: Run) =>
  suites.map(({ name, rows }) => `${name}: ${rows.map(({ id }) => id).join(' ')}`)

describe('shards make a run', () => {
  test('that is what one run of all files would have been', () => {
    const one = shardOf(1, 2, [c, a])
    const two = shardOf(2, 2, [b], { time: '2026-11-23T12:00:07.000Z' })
    const merged = mergeRuns([two, one])
    expect(merged).toEqual({
      schema: 'vitest-judge/run@1',
      id: expect.stringMatching(/^20261123T120007000Z-[0-9a-f]{8}$/),
      time: '2026-11-23T12:00:07.000Z',
      complete: true,
      partial: [],
      offline: false,
      evalFiles: ['evals/a.eval.ts', 'evals/b.eval.ts', 'evals/c.eval.ts'],
      alignShare: 0.5,
      gate: facts.gate,
      suites: [a, b, c],
    })
    expect(runSchema.parse(merged)).toEqual(merged)
    expect(mergeRuns([one, two])).toEqual(merged)
  })

  test('in which a suite has the rows of all, in the order of shards', () => {
    const [one, two, three] = [['r9', 'r1'], ['r5'], ['r7', 'r2']].map((rows, index) =>
      shardOf(index + 1, 3, [
        suiteOf(
          'a',
          rows.map((id) => rowOf(id)),
          { rowsNotRun: index },
        ),
      ]),
    ) as [Run, Run, Run]
    const merged = mergeRuns([three, one, two])
    expect(ids(merged)).toEqual(['a: r9 r1 r5 r7 r2'])
    expect(merged).toMatchObject({ suites: [{ rowsNotRun: 3 }], complete: false })
    expect(merged.partial).toEqual([
      'no run has rows of evals/b.eval.ts, evals/c.eval.ts',
      '3 rows were not run',
    ])
  })

  test('with the prices and notices of all, each once', () => {
    const price = (prompt: number) => ({ prompt, completion: 1 })
    const priced = (index: number, date: string, models: object, notices: string[]): Run => ({
      ...shardOf(index, 3, [index === 1 ? a : index === 2 ? b : c]),
      prices: { date, models: { ...models } },
      notices,
    })
    const one = priced(1, '2026-11-20', { mini: price(1), nano: price(2) }, ['slow', 'late'])
    const two = priced(2, '2026-11-01', { mini: price(3) }, ['slow'])
    const { prices, notices } = mergeRuns([one, two, shardOf(3, 3, [c])])
    expect(prices).toEqual({ date: '2026-11-01', models: { mini: price(3), nano: price(2) } })
    expect(notices).toEqual(['slow', 'late'])
  })

  test('also where no row fell to one of them, or there is but one', () => {
    expect(mergeRuns([shardOf(1, 2, [a, b, c]), shardOf(2, 2, [])])).toMatchObject({ complete: true })
    expect(mergeRuns([shardOf(1, 1, [a, b, c])])).toMatchObject({ complete: true, suites: [a, b, c] })
  })

  test('that is offline where one was, and not complete where one was cut short', () => {
    const cut = { partial: [shardReason({ index: 2, count: 2 }), 'the run was interrupted'], offline: true }
    expect(mergeRuns([shardOf(1, 2, [a, c]), shardOf(2, 2, [b], cut)])).toMatchObject({
      complete: false,
      partial: ['the run was interrupted'],
      offline: true,
    })
  })
})

describe('runs of different files make a run', () => {
  const evalFiles = ['evals/a.eval.ts', 'evals/b.eval.ts']
  const only = (name: string) => ({
    complete: false,
    partial: [`1 of 2 eval files did not run: evals/${name}.eval.ts`],
    evalFiles,
  })

  test('that is complete when it covers all eval files, in any order of them', () => {
    const runs = [runOf('2', [b], only('a')), runOf('1', [a], only('b'))]
    expect(mergeRuns(runs)).toMatchObject({ complete: true, partial: [], suites: [a, b], evalFiles })
    expect(mergeRuns(runs.toReversed())).toEqual(mergeRuns(runs))
  })

  test('that names the files it lacks, and can be merged on', () => {
    const all = { evalFiles: [...evalFiles, 'evals/c.eval.ts'] }
    const merged = mergeRuns([runOf('1', [a], all), runOf('2', [b], all)])
    expect(merged.partial).toEqual(['no run has rows of evals/c.eval.ts'])
    expect(mergeRuns([merged, runOf('3', [c], all)])).toMatchObject({ complete: true, suites: [a, b, c] })
  })

  test('that stays partial where a run does not say of which eval files it is a part', () => {
    const { evalFiles: _, ...older } = only('b')
    expect(mergeRuns([runOf('1', [a], older), runOf('2', [b])]).partial).toEqual(older.partial)
    expect(mergeRuns([runOf('1', [a], { complete: false }), runOf('2', [b])]).complete).toBe(false)
  })
})

describe('a run with its shard', () => {
  const of = (count: number, index: number) => collectRun([], { ...facts, shard: { index, count } })

  test('has an id of its own, though nothing fell to it and the time is the same', () => {
    expect(new Set([of(2, 1).id, of(2, 2).id, collectRun([], facts).id]).size).toBe(3)
    expect(of(2, 1)).toMatchObject({ shard: { index: 1, count: 2 }, suites: [] })
  })
})

/** A run of up to four eval files with up to two suites each, some of whose rows were not run. */
const anyRun = fc
  .array(
    fc.array(
      fc.array(fc.tuple(fc.constantFrom('r1', 'r2', 'r3', 'r4'), fc.boolean(), fc.boolean()), {
        minLength: 1,
        maxLength: 5,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    { maxLength: 4 },
  )
  .map((files) => {
    const recordedFiles = files.map((suites, number) => {
      const names = suites.map((_, place) => 'AB'.charAt(place))
      const declared = names.map((name) => [name, { judges: [judge('polite')] }])
      return evalFile(suites.flatMap(testsOf), {
        file: `evals/${number}.eval.ts`,
        record: { suites: Object.fromEntries(declared) as FileRecord['suites'] },
      })
    })
    return collectRun(recordedFiles, { ...facts, evalFiles: recordedFiles.map(({ file }) => file) })
  })

function testsOf(rows: readonly [string, boolean, boolean][], place: number) {
  return rows.map(([id, agrees, started], index) =>
    recorded(
      id,
      { 0: attempt([scored('polite', agrees ? 'yes' : 'no')], { sampleId: `s${index}` }) },
      { suite: 'AB'.charAt(place), started, judges: ['polite'] },
    ),
  )
}

/** The run spread over shards: each suite goes whole to the shard that its place names. */
function spread(whole: Run, count: number, places: readonly number[]): Run[] {
  return Array.from({ length: count }, (_, index) => {
    const suites = whole.suites.filter((_suite, place) => (places[place] ?? 0) % count === index)
    const shard = { index: index + 1, count }
    const partial = [shardReason(shard), ...rowsReason(suites)]
    return { ...whole, id: `shard-${index}`, suites, shard, partial, complete: false }
  })
}

describe('a run whose parts are spread over shards', () => {
  const numRuns = process.env['LONG'] ? 3_000 : 150
  const numbers = fc.array(fc.nat({ max: 1_000 }), { minLength: 8, maxLength: 8 })

  test('comes again, in whatever order they are merged, and nothing is changed in them', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: 4 }), numbers, numbers, (whole, count, places, order) => {
        const shards = spread(whole, count, places).toSorted(
          ({ shard: left }, { shard: right }) =>
            (order[left?.index ?? 0] ?? 0) - (order[right?.index ?? 0] ?? 0),
        )
        const before = structuredClone(shards)
        expect(mergeRuns(shards)).toEqual(whole)
        expect(shards).toEqual(before)
      }),
      { numRuns },
    )
  })

  test('has every row once, in the order of shards, where suites are torn apart', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 50 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (numbers, count, backwards) => {
          const shards = Array.from({ length: count }, (_, place) => {
            const rows = numbers.filter((number) => number % count === place)
            return shardOf(place + 1, count, [
              suiteOf(
                'a',
                rows.map((number) => rowOf(`r${number}`)),
              ),
            ])
          })
          const expected = shards.flatMap(({ suites }) => suites.flatMap(({ rows }) => rows))
          const merged = mergeRuns(backwards ? shards.toReversed() : shards)
          expect(merged.suites.map(({ rows }) => rows)).toEqual([expected])
        },
      ),
      { numRuns },
    )
  })
})

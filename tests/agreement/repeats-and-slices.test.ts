import { describe, expect, test } from 'vitest'
import {
  flipRate,
  judgementsOf,
  pairJudgements,
  sliceAgreements,
  summariseRepeats,
  worstSlice,
} from '../../src/agreement/index.ts'
import { fieldText, isInSlice } from '../../src/agreement/slices/slice.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { buildRow, buildVerdict } from './build-run.ts'

const row = (id: string, value: string | undefined, rest: Partial<RunRow> = {}) =>
  buildRow(id, [buildVerdict('pubmed', value, 'yes')], { sampleId: `s-${id}`, ...rest })

describe('the repeats of rows', () => {
  const asked = (id: string, values: (string | undefined)[]) =>
    values.map((value, repeat) => row(id, value, { repeat }))

  test('are one cluster each, with a flip rate and a majority verdict', () => {
    const rows = [
      ...asked('a', ['yes', 'yes', 'yes']),
      ...asked('b', ['yes', 'no', 'yes']),
      ...asked('c', ['no', 'no', 'yes']),
      ...asked('d', ['yes', undefined, 'no']),
    ]
    const judgements = judgementsOf(rows, 'pubmed')
    expect(judgements.map(({ share }) => share)).toEqual(rows.map(() => 1 / 3))
    expect(new Set(judgements.map(({ cluster }) => cluster)).size).toBe(4)
    expect(summariseRepeats(judgements)).toMatchObject({
      rows: 4,
      flips: { successes: 3, n: 4 },
      majority: { successes: 2, n: 4 },
    })
  })

  test('are none where each row was judged once', () => {
    expect(summariseRepeats(judgementsOf([row('a', 'yes'), row('b', 'no')], 'pubmed'))).toBeUndefined()
  })
})

test('rows of a group are a cluster, rows of none are each their own', () => {
  const rows = [row('a', 'yes', { group: 'g' }), row('b', 'yes', { group: 'g' }), row('c', 'yes')]
  expect(judgementsOf(rows, 'pubmed').map(({ cluster }) => cluster)).toEqual([
    '{"group":"g"}',
    '{"group":"g"}',
    '{"row":"c"}',
  ])
  expect(
    judgementsOf([row('a', 'yes', { group: 'g' }), row('c', 'yes')], 'pubmed')[0]?.cluster,
  ).toBeUndefined()
})

test("a label's own weight and way of picking count before its row's", () => {
  const own = buildVerdict('pubmed', 'yes', 'yes')
  const rows = [
    row('a', 'yes', { weight: 3, pickedBy: 'verdict' }),
    buildRow('b', [{ ...own, pickedBy: 'verdict' }], { weight: 3 }),
    buildRow('c', [{ ...own, pickedBy: 'verdict', weight: 7 }], { weight: 3 }),
  ]
  expect(judgementsOf(rows, 'pubmed')).toMatchObject([
    { weight: 3, pickedByVerdict: true },
    { pickedByVerdict: true },
    { weight: 7, pickedByVerdict: true },
  ])
  expect(judgementsOf(rows, 'pubmed')[1]?.weight).toBeUndefined()
})

describe('the flip rate of two runs', () => {
  const recorded = (rows: RunRow[]): RunRow[] =>
    rows.map((one) => ({
      ...one,
      verdicts: one.verdicts.map((verdict) => ({ ...verdict, recorded: true }) as typeof verdict),
    }))
  const first = [row('a', 'yes'), row('b', 'yes'), row('c', 'no'), row('d', undefined)]
  const second = [row('a', 'yes'), row('b', 'no'), row('c', 'no'), row('d', 'yes')]
  const flips = (left: RunRow[], right: RunRow[]) =>
    flipRate(pairJudgements(judgementsOf(left, 'pubmed'), judgementsOf(right, 'pubmed')))

  test('counts verdicts that differ on the same answer', () => {
    expect(flips(first, second)).toMatchObject({ flips: { successes: 1, n: 3 }, recorded: 0, unscored: 1 })
  })

  test('takes no recorded verdict for evidence', () => {
    expect(flips(first, [...second.slice(0, 2), ...recorded(second.slice(2))])).toMatchObject({
      flips: { successes: 1, n: 2 },
      recorded: 2,
    })
    expect(flips(first, []).flips.estimate).toEqual({
      kind: 'undefined',
      reason: 'no answer was judged twice',
    })
    expect(flips(recorded(first).slice(0, 3), recorded(second)).flips.estimate).toEqual({
      kind: 'undefined',
      reason: 'all verdicts came from recordings, so the judge was not asked again',
    })
  })

  test('leaves out answers that have changed', () => {
    expect(flips(first, [row('a', 'no', { sampleId: 'other' })]).flips.n).toBe(0)
  })
})

describe('slices', () => {
  const tagged = (count: number, agreed: number, tags: string[]) =>
    Array.from({ length: count }, (_, index) =>
      row(`${tags.join('-')}-${index}`, index < agreed ? 'yes' : 'no', {
        tags,
        inputs: { deep: { language: 'de' } },
      }),
    )
  const rows = [
    ...tagged(40, 36, ['long', 'both']),
    ...tagged(40, 20, ['short', 'both']),
    ...tagged(5, 0, ['rare']),
  ]
  const judgements = judgementsOf(rows, 'pubmed')

  test('are by tag, small ones marked, and the worst is named', () => {
    const slices = sliceAgreements(judgements)
    expect(
      slices.map(({ name, isSmall, agreement }) => [name, agreement.rows, agreement.agreed, isSmall]),
    ).toEqual([
      ['both', 80, 56, false],
      ['long', 40, 36, false],
      ['rare', 5, 0, true],
      ['short', 40, 20, false],
    ])
    expect(worstSlice(slices)?.name).toBe('short')
    expect(worstSlice(slices.slice(2, 3))).toBeUndefined()
  })

  test('are by any field', () => {
    expect(sliceAgreements(judgements, { field: 'inputs.deep.language' }).map(({ name }) => name)).toEqual([
      'inputs.deep.language=de',
    ])
    expect(sliceAgreements(judgements, { field: 'inputs.deep' })).toEqual([])
    expect(fieldText({ a: { b: 1 } }, 'a.b')).toBe('1')
    expect(fieldText({ a: { b: 1 } }, 'a.toString')).toBeUndefined()
    expect(isInSlice(row('a', 'yes', { tags: ['x=y'] }), 'x=y')).toBe(true)
    expect(isInSlice(row('a', 'yes', { group: 'g' }), 'group=g')).toBe(true)
  })
})

import { describe, expect, test } from 'vitest'
import {
  flipRate,
  judgementsOf,
  pairJudgements,
  sliceAgreements,
  summariseRepeats,
  summariseSlices,
  worstSlice,
} from '../../src/agreement/index.ts'
import { fieldPaths, fieldText, isInSlice } from '../../src/agreement/slices/slice.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildVerdict } from './build-run.ts'

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

  const recordedRow = (one: RunRow): RunRow => ({
    ...one,
    verdicts: one.verdicts.map((verdict) => ({ ...verdict, recorded: true }) as typeof verdict),
  })

  test('that came from recordings were each asked for once, and are evidence all the same', () => {
    const rows = [...asked('a', ['yes', 'no']), ...asked('b', ['no', 'yes', 'yes'])]
    const recorded = rows.map(recordedRow)
    expect(summariseRepeats(judgementsOf(recorded, 'pubmed'))).toEqual(
      summariseRepeats(judgementsOf(rows, 'pubmed')),
    )
  })

  test('count once, with the weight of their row, and lie in its group', () => {
    const rows = ['a', 'b', 'c', 'd'].flatMap((id, index) =>
      asked(id, index % 2 === 0 ? ['yes', 'no', 'yes'] : ['no', 'no', 'no']).map((one) => ({
        ...one,
        weight: index % 2 === 0 ? 3 : 1,
        ...(index < 2 && { group: 'g' }),
      })),
    )
    const found = summariseRepeats(judgementsOf(rows, 'pubmed'))
    const same = { estimate: { kind: 'value', value: 0.75 }, successes: 2, n: 4, clusters: 3 }
    expect(found).toMatchObject({ flips: same, majority: same })
    expect(found?.flips.effectiveClusters).toBeCloseTo(8 ** 2 / (4 ** 2 + 3 ** 2 + 1), 12)
    const ungrouped = rows.map(({ group: _, ...one }) => one)
    const { flips } = summariseRepeats(judgementsOf(ungrouped, 'pubmed')) ?? {}
    expect(flips?.clusters).toBeUndefined()
    expect(flips?.effectiveN).toBeCloseTo(8 ** 2 / (9 + 1 + 9 + 1), 12)
  })

  test('of rows picked by verdict say nothing', () => {
    const rows = asked('a', ['yes', 'no']).map((one): RunRow => ({ ...one, pickedBy: 'verdict' }))
    const reason = '1 label was picked by verdict, without a weight, so no figure would stand for all rows'
    expect(summariseRepeats(judgementsOf(rows, 'pubmed'))).toMatchObject({
      flips: { estimate: { kind: 'undefined', reason } },
      majority: { estimate: { kind: 'undefined', reason } },
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

  test('is refused where rows were picked by verdict', () => {
    const picked = first.map((one): RunRow => ({ ...one, pickedBy: 'verdict' }))
    expect(flips(picked, second).flips.estimate).toEqual({
      kind: 'undefined',
      reason: '3 labels were picked by verdict, without a weight, so no figure would stand for all rows',
    })
    expect(
      flips(
        picked.map((one) => ({ ...one, weight: 1 })),
        second,
      ).flips,
    ).toMatchObject({ successes: 1, n: 3 })
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

  test('may be by any field that has a plain value', () => {
    const one = { id: 'a', tags: ['x'], inputs: { deep: { language: 'de', n: 1 }, none: null }, ok: true }
    expect(fieldPaths(one)).toEqual(['id', 'inputs.deep.language', 'inputs.deep.n', 'ok'])
  })

  test('by fields are of held-out rows, name the worst, and count what has no value', () => {
    const plain = (id: string, value: string) => row(id, value, { inputs: { text: 'no language' } })
    const all = [
      ...rows,
      plain('x', 'yes'),
      ...[0, 1].map((repeat) => ({ ...plain('y', 'yes'), repeat })),
      row('align', 'no', { split: 'align', inputs: { deep: { language: 'fr' } } }),
    ]
    const found = summariseSlices({ rows: all }, buildJudge('pubmed'), [
      'inputs.deep.language',
      'outputs.label',
    ])
    expect(
      found.map(({ field, slices, worst, withoutValue }) => [
        field,
        slices.map(({ name, agreement }) => [name, agreement.rows]),
        worst,
        withoutValue,
      ]),
    ).toEqual([
      ['inputs.deep.language', [['inputs.deep.language=de', 85]], undefined, 2],
      ['outputs.label', [['outputs.label=OBJECTIVE', 87]], undefined, 0],
    ])
    const [byId] = summariseSlices({ rows: rows.slice(0, 40) }, buildJudge('pubmed'), ['id'])
    expect([byId?.slices.length, byId?.worst]).toEqual([40, 'id=long-both-36'])
  })
})

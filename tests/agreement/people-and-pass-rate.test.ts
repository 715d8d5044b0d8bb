import { describe, expect, test } from 'vitest'
import { summariseSuite } from '../../src/agreement/index.ts'
import type { RunRow } from '../../src/contract/index.ts'
import { buildJudge, buildRow, buildSuite, buildVerdict } from './build-run.ts'
import { number } from './tables.ts'

const heldout = (rows: RunRow[]) => {
  const [judge] = summariseSuite(buildSuite('PubMed', [buildJudge('pubmed')], rows)).judges
  if (judge === undefined) throw new Error('there is a judge')
  return judge.heldout
}

describe('people', () => {
  const annotated = (id: string, voices: Record<string, string>): RunRow => {
    const annotations = Object.entries(voices).map(([annotator, value]) => ({ annotator, value }))
    return buildRow(id, [{ ...buildVerdict('pubmed', 'yes', 'yes'), annotations }])
  }

  test('and how they agree among themselves stand beside the judge', () => {
    const { annotators } = heldout([
      annotated('a', { ann: 'yes', bob: 'yes' }),
      annotated('b', { ann: 'no', bob: 'no' }),
      annotated('c', { ann: 'yes', bob: 'no', cleo: 'yes' }),
      annotated('d', { cleo: 'no' }),
    ])
    expect(annotators).toMatchObject({ annotators: ['ann', 'bob', 'cleo'], units: 3, pairs: 5 })
    expect(number(annotators?.observed)).toBeCloseTo((1 + 1 + 1 / 3) / 3, 12)
    expect(
      annotators?.pairwise.map(({ first, second, rows, agreed }) => [first, second, rows, agreed]),
    ).toEqual([
      ['ann', 'bob', 3, 2],
      ['ann', 'cleo', 1, 1],
      ['bob', 'cleo', 1, 0],
    ])
    expect(annotators?.alternative.kind).toBe('undefined')
  })

  test('of whom no two spoke of one sample are no yardstick', () => {
    expect(
      heldout([annotated('a', { ann: 'yes' }), annotated('b', { bob: 'no' })]).annotators,
    ).toBeUndefined()
  })

  test('thirty rows for each of three let the judge stand in for one of them, or not', () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      annotated(`row-${index}`, { ann: 'yes', bob: index % 4 === 0 ? 'no' : 'yes', cleo: 'yes' }),
    )
    expect(heldout(rows).annotators?.alternative).toMatchObject({
      kind: 'value',
      passes: true,
      winningRate: 1,
    })
  })
})

describe('people whose rows', () => {
  const rows = (rest: Partial<RunRow>) =>
    Array.from({ length: 40 }, (_, index) => {
      const annotations = ['ann', 'bob', 'cleo'].map((annotator, place) => ({
        annotator,
        value: index % 4 === place ? 'no' : 'yes',
      }))
      const verdict = { ...buildVerdict('pubmed', 'yes', 'yes'), annotations }
      return buildRow(`row-${index}`, [verdict], { ...rest })
    })

  test('were picked by verdict give no figures, in words', () => {
    const reason = '40 labels were picked by verdict, without a weight, so no figure would stand for all rows'
    const none = { kind: 'undefined', reason }
    expect(heldout(rows({ pickedBy: 'verdict' })).annotators).toEqual({
      annotators: ['ann', 'bob', 'cleo'],
      units: 40,
      pairs: 120,
      observed: none,
      fleiss: none,
      alpha: none,
      ac1: none,
      pairwise: [],
      refusal: reason,
      alternative: none,
    })
    expect(heldout(rows({ pickedBy: 'verdict', weight: 2 })).annotators?.refusal).toBeUndefined()
  })

  test('have weights are measured without them, and say so', () => {
    const plain = heldout(rows({})).annotators
    expect(plain?.unweighted).toBeUndefined()
    expect(heldout(rows({ weight: 1 })).annotators).toEqual(plain)
    expect(heldout(rows({ weight: 2 })).annotators).toEqual({ ...plain, unweighted: true })
  })

  test('lie in groups are tested by group', () => {
    const grouped = (size: number) =>
      heldout(rows({}).map((row, index) => ({ ...row, group: `g${Math.floor(index / size)}` }))).annotators
    expect(grouped(2)?.alternative).toMatchObject({
      kind: 'value',
      annotators: [{ rows: 40, effectiveClusters: 20 }, {}, {}],
    })
    expect(grouped(4)?.alternative).toEqual({
      kind: 'undefined',
      reason:
        '0 of 3 annotators rated 30 judged rows or more together with another in as good as 20 groups of one size or more, and at least 3 are needed',
    })
  })
})

test('people who give numbers have an alpha of numbers and a distance', () => {
  const scores = [
    [1, 2],
    [4, 4],
    [3, 5],
    [2, 2],
  ]
  const rows = scores.map((given, index) => {
    const annotations = given.map((value, place) => ({ annotator: ['ann', 'bob'][place] ?? '', value }))
    return buildRow(`row-${index}`, [{ ...buildVerdict('pubmed', 1, 2), annotations }])
  })
  const { annotators } = heldout(rows)
  expect(number(annotators?.numeric?.meanAbsoluteDifference)).toBeCloseTo(3 / 4, 12)
  // 1 - (n - 1) (sum of squared differences within) / (sum over all pairs of ratings), with n = 8.
  const all = scores.flat()
  const between = all.flatMap((left, place) => all.slice(place + 1).map((right) => (left - right) ** 2))
  const sum = between.reduce((total, square) => total + square, 0)
  expect(number(annotators?.numeric?.alpha)).toBeCloseTo(1 - (7 * 5) / sum, 12)
})

describe('the pass rate of the system under test', () => {
  const rows = (truths: number) =>
    Array.from({ length: 150 }, (_, index) => {
      const truth = index % 4 === 0 ? 'no' : 'yes'
      const wrong = truth === 'yes' ? 'no' : 'yes'
      const value = index % 10 === 0 ? wrong : truth
      return buildRow(`row-${index}`, [buildVerdict('pubmed', value, index < truths ? truth : undefined)])
    })

  test('on rows without a truth is corrected by those with one', () => {
    const { passRate } = heldout(rows(60))
    expect(passRate).toMatchObject({ method: 'rogan-gladen', labelled: 60, unlabelled: 90 })
    // Of the 60: 45 pass, 42 by the verdict too; 15 fail, 12 by the verdict too.
    const [observed, passRecall, failRecall] = [number(passRate?.observed), 42 / 45, 12 / 15]
    expect(number(passRate?.corrected)).toBeCloseTo(
      (observed + failRecall - 1) / (passRecall + failRecall - 1),
      9,
    )
  })

  test('needs no correction where every truth is known', () => {
    expect(heldout(rows(150)).passRate).toBeUndefined()
  })

  test('is refused in words where rows were not picked with equal chances', () => {
    const refused = (rest: Partial<RunRow>) => heldout(rows(60).map((row) => ({ ...row, ...rest }))).passRate
    const none = (reason: string) => ({ kind: 'undefined', reason })
    expect(refused({ weight: 2 })).toEqual({
      observed: none('rows have weights'),
      corrected: none('rows have weights'),
      low: 0,
      high: 1,
      method: 'rogan-gladen',
      labelled: 60,
      unlabelled: 90,
      unscored: { labelled: 0, unlabelled: 0 },
    })
    expect(refused({ pickedBy: 'verdict' })).toMatchObject({
      corrected: none(
        '150 labels were picked by verdict, without a weight, so no figure would stand for all rows',
      ),
    })
    expect(refused({ weight: 1 })).toEqual(heldout(rows(60)).passRate)
  })

  test('leaves unscored rows out of both sides and counts them', () => {
    const silent = (index: number) => buildVerdict('pubmed', undefined, index < 60 ? 'yes' : undefined)
    const some = rows(60).map((row, index) =>
      index % 25 === 1 ? { ...row, verdicts: [silent(index)] } : row,
    )
    const left = heldout(rows(60).filter((_, index) => index % 25 !== 1)).passRate
    expect(heldout(some).passRate).toEqual({ ...left, unscored: { labelled: 3, unlabelled: 3 } })
    const mute = rows(60).map((row, index) => (index < 60 ? row : { ...row, verdicts: [silent(index)] }))
    expect(heldout(mute).passRate).toMatchObject({
      observed: { kind: 'undefined', reason: 'no row without a truth has a scored verdict' },
      unlabelled: 0,
      unscored: { labelled: 0, unlabelled: 90 },
    })
  })

  test('is less sure where rows lie in groups', () => {
    const alone = heldout(rows(60)).passRate
    const grouped = heldout(
      rows(60).map((row, index) => ({ ...row, group: `g${Math.floor(index / 5)}` })),
    ).passRate
    expect(grouped?.corrected).toEqual(alone?.corrected)
    expect(grouped?.low).toBeLessThanOrEqual(alone?.low ?? 0)
    expect(grouped?.high).toBeGreaterThanOrEqual(alone?.high ?? 1)
    const one = heldout(rows(60).map((row) => ({ ...row, group: 'all' }))).passRate
    expect(one).toMatchObject({ corrected: alone?.corrected, low: 0, high: 1 })
  })
})

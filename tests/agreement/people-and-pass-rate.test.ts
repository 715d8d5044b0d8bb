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

  test('of whom no two spoke of one sample are no ceiling', () => {
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

  test('is not corrected where rows were not picked with equal chances', () => {
    expect(heldout(rows(60).map((row) => ({ ...row, weight: 2 }))).passRate).toBeUndefined()
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Judgement, measureAgreement, sameValue, type Statistic } from '../../src/agreement/index.ts'
import type { JudgeValue } from '../../src/contract/index.ts'

const passes = (value: JudgeValue) => value === 'pass'

function fromTable(table: number[][], labels: string[]): Judgement[] {
  return table.flatMap((row, truth) =>
    row.flatMap((count, verdict) =>
      Array.from({ length: count }, () => ({ truth: labels[truth] ?? '', verdict: labels[verdict] })),
    ),
  )
}

function number(statistic: Statistic): number {
  if (statistic.kind === 'undefined') throw new Error(statistic.reason)
  return statistic.value
}

describe('agreement with the truth', () => {
  // reference/agreement.json, confusion_*: rows are truths pass and fail, columns verdicts.
  test.each([
    {
      table: [
        [85, 5],
        [5, 5],
      ],
      accuracy: 0.9,
      kappa: 0.44444444444444436,
      error: 0.14724519064045144,
      pass: 0.9444444444444444,
      fail: 0.5,
    },
    {
      table: [
        [45, 5],
        [5, 45],
      ],
      accuracy: 0.9,
      kappa: 0.8,
      error: 0.060000000000000026,
      pass: 0.9,
      fail: 0.9,
    },
    {
      table: [
        [20, 5],
        [10, 15],
      ],
      accuracy: 0.7,
      kappa: 0.3999999999999999,
      error: 0.12699606293110036,
      pass: 0.8,
      fail: 0.6,
    },
  ])('of $table matches the reference', ({ table, accuracy, kappa, error, pass, fail }) => {
    const agreement = measureAgreement(fromTable(table, ['pass', 'fail']), { passes })
    expect(number(agreement.accuracy.estimate)).toBe(accuracy)
    expect(number(agreement.kappa.estimate)).toBeCloseTo(kappa, 12)
    expect(number(agreement.kappa.standardError)).toBeCloseTo(error, 12)
    expect(number(agreement.passRecall.estimate)).toBeCloseTo(pass, 12)
    expect(number(agreement.failRecall.estimate)).toBeCloseTo(fail, 12)
  })

  test('has recall intervals as in the reference', () => {
    // reference/agreement.json, confusion_85_5_5_5_high_prevalence
    const { passRecall, failRecall } = measureAgreement(
      fromTable(
        [
          [85, 5],
          [5, 5],
        ],
        ['pass', 'fail'],
      ),
      { passes },
    )
    expect(passRecall.low).toBeCloseTo(0.8764626377820048, 12)
    expect(passRecall.high).toBeCloseTo(0.976039028383038, 12)
    expect(failRecall.low).toBeCloseTo(0.236593090512564, 12)
    expect(failRecall.high).toBeCloseTo(0.7634069094874361, 12)
  })

  test('of three labels has the kappa that irrCAC prints', () => {
    // reference/agreement.json, irrcac_3x3
    const agreement = measureAgreement(
      fromTable(
        [
          [13, 0, 0],
          [0, 20, 7],
          [0, 4, 56],
        ],
        ['a', 'b', 'c'],
      ),
    )
    expect(number(agreement.kappa.estimate)).toBeCloseTo(0.796409402183972, 12)
    expect(number(agreement.kappa.standardError)).toBeCloseTo(0.058910718326081475, 12)
  })

  test('of five labels has the unweighted kappa of the reference', () => {
    // reference/agreement.json, weighted_kappa_5x5
    const table = [
      [12, 4, 1, 0, 0],
      [3, 15, 6, 1, 0],
      [0, 5, 20, 7, 1],
      [0, 1, 6, 18, 5],
      [0, 0, 1, 4, 10],
    ]
    const agreement = measureAgreement(fromTable(table, ['1', '2', '3', '4', '5']))
    expect(number(agreement.kappa.estimate)).toBeCloseTo(0.5203410907798899, 12)
    expect(number(agreement.accuracy.estimate)).toBe(0.625)
  })

  test('has the recalls and kappa of the published example with failures positive', () => {
    // reference/agreement.json, llm_judge_agreement_readme
    const agreement = measureAgreement(
      fromTable(
        [
          [78, 2],
          [10, 30],
        ],
        ['pass', 'fail'],
      ),
      { passes },
    )
    expect(number(agreement.kappa.estimate)).toBeCloseTo(0.7631578947368421, 12)
    expect(agreement.failRecall).toMatchObject({ successes: 30, n: 40 })
    expect(agreement.failRecall.low).toBeCloseTo(0.59806, 6)
    expect(agreement.failRecall.high).toBeCloseTo(0.858129, 6)
    expect(agreement.passRecall.low).toBeCloseTo(0.913356, 6)
    expect(agreement.passRecall.high).toBeCloseTo(0.993117, 6)
  })

  test('of a judge that passes everything has kappa 0 and fail-recall 0', () => {
    // reference/agreement.json, confusion_90_0_10_0_always_pass
    const agreement = measureAgreement(
      fromTable(
        [
          [90, 0],
          [10, 0],
        ],
        ['pass', 'fail'],
      ),
      { passes },
    )
    expect(number(agreement.kappa.estimate)).toBe(0)
    expect(number(agreement.failRecall.estimate)).toBe(0)
    expect(agreement.majority).toMatchObject({ value: 'pass', share: { successes: 90, n: 100 } })
  })

  test('keeps unscored rows in all denominators: for kappa they are a verdict that no truth has', () => {
    const agreement = measureAgreement(
      [
        { truth: 'pass', verdict: 'pass' },
        { truth: 'pass', verdict: undefined },
        { truth: 'fail', verdict: 'fail' },
        { truth: 'fail', verdict: undefined },
      ],
      { passes },
    )
    expect(agreement).toMatchObject({
      rows: 4,
      unscored: 2,
      agreed: 2,
      accuracy: { successes: 2, n: 4 },
      passRecall: { successes: 1, n: 2 },
      failRecall: { successes: 1, n: 2 },
      kappa: { estimate: { kind: 'value', value: 1 / 3 } },
      confusion: {
        labels: ['fail', 'pass'],
        counts: [
          [1, 0],
          [0, 1],
        ],
        unscored: [1, 1],
      },
    })
  })

  test('is undefined with a reason where there is nothing to measure', () => {
    const empty = measureAgreement([])
    expect(empty.accuracy.estimate).toEqual({ kind: 'undefined', reason: 'there are no rows' })
    expect(empty.kappa.estimate).toEqual({ kind: 'undefined', reason: 'there are no rows' })
    expect(empty.majority.value).toBeUndefined()
    const unscored = measureAgreement([{ truth: 'pass', verdict: undefined }], { passes })
    expect(unscored.accuracy.estimate).toEqual({ kind: 'value', value: 0 })
    expect(unscored.kappa.estimate).toEqual({ kind: 'value', value: 0 })
    expect(unscored.failRecall.estimate).toEqual({ kind: 'undefined', reason: "no row's truth fails" })
    const constant = measureAgreement([{ truth: 'pass', verdict: 'pass' }])
    expect(constant.kappa.estimate).toEqual({
      kind: 'undefined',
      reason: 'every truth and every verdict is the same value',
    })
    expect(constant.kappa.standardError.kind).toBe('undefined')
    expect(constant.passRecall.estimate).toEqual({
      kind: 'undefined',
      reason: 'the judge does not say which values pass',
    })
  })

  test('counts a verdict that passes as recalled although it is another passing value', () => {
    const agreement = measureAgreement([{ truth: 4, verdict: 5 }], { passes: (value) => Number(value) >= 4 })
    expect(agreement.agreed).toBe(0)
    expect(agreement.passRecall).toMatchObject({ successes: 1, n: 1 })
  })

  test('breaks a tie for the most frequent truth by text', () => {
    const judgements = ['no', 'yes', 'yes', 'no'].map((truth) => ({ truth, verdict: 'yes' }))
    expect(measureAgreement(judgements).majority.value).toBe('no')
    expect(measureAgreement([10, 9].map((truth) => ({ truth, verdict: 9 }))).majority.value).toBe(10)
  })

  test('lists numbers by size, and tells values of different types apart', () => {
    const labels = (values: JudgeValue[]) =>
      measureAgreement(values.map((truth) => ({ truth, verdict: truth }))).confusion.labels
    expect(labels([10, 9, 2])).toEqual([2, 9, 10])
    expect(labels(['true', true, '1', 1])).toEqual([1, '1', true, 'true'])
    expect(sameValue(1, '1')).toBe(false)
    expect(sameValue(true, 'true')).toBe(false)
    expect(sameValue(0, -0)).toBe(true)
    expect(sameValue('yes', 'yes')).toBe(true)
  })
})

describe('for any judgements', () => {
  const label = fc.constantFrom<JudgeValue>('pass', 'fail', 'unsure', 3, true)
  const judgements = fc.array(fc.record({ truth: label, verdict: fc.option(label, { nil: undefined }) }), {
    maxLength: 40,
  })

  test('the order of the rows does not matter', () => {
    const shuffles = judgements.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      ),
    )
    fc.assert(
      fc.property(shuffles, ([rows, shuffled]) => {
        expect(measureAgreement(shuffled, { passes })).toEqual(measureAgreement(rows, { passes }))
      }),
    )
  })

  test('kappa stays the same when truth and verdict change places', () => {
    const scored = fc.array(fc.record({ truth: label, verdict: label }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(scored, (rows) => {
        const one = measureAgreement(rows)
        const other = measureAgreement(rows.map(({ truth, verdict }) => ({ truth: verdict, verdict: truth })))
        expect(other.kappa.estimate).toEqual(one.kappa.estimate)
        expect(other.kappa.standardError.kind).toBe(one.kappa.standardError.kind)
        if (one.kappa.standardError.kind === 'value') {
          expect(number(other.kappa.standardError)).toBeCloseTo(number(one.kappa.standardError), 9)
        }
      }),
    )
  })

  test('the counts add up, and no number is NaN', () => {
    fc.assert(
      fc.property(judgements, (rows) => {
        const agreement = measureAgreement(rows, { passes })
        const { counts, unscored } = agreement.confusion
        const scored = counts.flat().reduce((total, count) => total + count, 0)
        expect(scored + unscored.reduce((total, count) => total + count, 0)).toBe(rows.length)
        expect(agreement.unscored).toBe(rows.length - scored)
        expect(agreement.agreed).toBe(counts.reduce((total, row, index) => total + (row[index] ?? 0), 0))
        expect(agreement.passRecall.n + agreement.failRecall.n).toBe(rows.length)
        expect(JSON.stringify(agreement)).not.toContain('null')
      }),
    )
  })
})

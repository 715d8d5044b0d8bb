import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparePaired, type Judgement, measureAgreement, tallyOf } from '../../src/agreement/index.ts'
import { studentQuantile } from '../../src/agreement/intervals/student-distribution.ts'
import { wilsonBounds } from '../../src/agreement/intervals/wilson-interval.ts'
import { mcnemar } from '../../src/agreement/paired/mcnemar.ts'
import { tangoInterval } from '../../src/agreement/paired/tango-interval.ts'
import { meanOver } from '../../src/agreement/tally-mean.ts'
import { reference } from './reference-values.ts'
import { number } from './tables.ts'

const passes = (value: unknown) => value === 'yes'

describe('rows of one cluster', () => {
  const { groups, ...known } = reference<{
    groups: number[][]
    n: number
    mean: number
    se_clt: number
    se_clustered: number
    se_clustered_g_over_g_minus_1: number
    design_effect: number
  }>('clustered_10x4')
  const judgements = groups.flatMap((scores, group) =>
    scores.map((score): Judgement => ({
      truth: 'yes',
      verdict: score === 1 ? 'yes' : 'no',
      cluster: `group ${group}`,
    })),
  )

  test('reference.json, clustered_10x4: mean, standard errors and design effect', () => {
    const alone = meanOver(tallyOf(judgements.map(({ cluster: _, ...rest }) => rest)), ({ verdict }) =>
      Number(verdict === 'yes'),
    )
    const together = meanOver(tallyOf(judgements), ({ verdict }) => Number(verdict === 'yes'))
    expect(together?.mean).toBeCloseTo(known.mean, 12)
    expect(Math.sqrt(alone?.variance ?? 0)).toBeCloseTo(known.se_clt, 12)
    expect(Math.sqrt(together?.variance ?? 0)).toBeCloseTo(known.se_clustered_g_over_g_minus_1, 12)
    const uncorrected = Math.sqrt(((together?.variance ?? 0) * 9) / 10)
    expect(uncorrected).toBeCloseTo(known.se_clustered, 12)
    expect((uncorrected / known.se_clt) ** 2).toBeCloseTo(known.design_effect, 12)
  })

  test('make an interval from their effective number, with Student in place of the normal', () => {
    const { accuracy } = measureAgreement(judgements)
    const effective = (known.mean * (1 - known.mean)) / known.se_clustered_g_over_g_minus_1 ** 2
    expect(accuracy).toMatchObject({ successes: 27, n: 40, clusters: 10 })
    expect(accuracy.effectiveN).toBeCloseTo(effective, 9)
    const shrunk = effective * (1.959963984540054 / studentQuantile(0.975, 9)) ** 2
    const { low, high } = wilsonBounds(known.mean, shrunk)
    expect(accuracy.low).toBeCloseTo(low, 9)
    expect(accuracy.high).toBeCloseTo(high, 9)
  })

  test('that are each alone change nothing but the quantile', () => {
    const alone = judgements.map((row, index) => ({ ...row, cluster: String(index) }))
    const { accuracy } = measureAgreement(alone)
    expect(accuracy.effectiveN).toBeCloseTo(39, 9)
  })

  test('that all agree are worth one row each: nothing tells how alike they are', () => {
    const perfect = judgements.map((row) => ({ ...row, verdict: row.truth }))
    const { accuracy } = measureAgreement(perfect)
    expect(accuracy).toMatchObject({ successes: 40, n: 40, clusters: 10, effectiveN: 10, high: 1 })
    expect(accuracy.low).toBeLessThan(0.7)
  })

  test('of unequal size are worth as many as Kish says, and no bound is better than their perfect record', () => {
    const sized = (sizes: readonly number[], wrong = 0) =>
      measureAgreement(
        sizes.flatMap((size, group) =>
          Array.from({ length: size }, (_, row): Judgement => ({
            truth: 'yes',
            verdict: group === 0 && row < wrong ? 'no' : 'yes',
            cluster: String(group),
          })),
        ),
      ).accuracy
    const singles = (count: number) => Array.from({ length: count }, () => 1)
    const one = sized([100, ...singles(14)])
    expect(one.effectiveClusters).toBeCloseTo(114 ** 2 / (100 ** 2 + 14), 9)
    expect(one).toMatchObject({ clusters: 15, low: 0, high: 1 })
    const two = sized([40, 40, ...singles(20)], 1)
    expect(two.effectiveClusters).toBeCloseTo(100 ** 2 / (2 * 40 ** 2 + 20), 9)
    expect(two.low).toBeLessThan(0.3)
    const equal = Array.from({ length: 12 }, () => 10)
    expect(sized(equal, 1).low).toBeLessThanOrEqual(sized(equal).low)
  })

  test('that are one alone compare nothing', () => {
    const pairs = Array.from({ length: 20 }, (_, row) => ({
      first: row < 15,
      second: row < 5,
      cluster: 'all',
    }))
    expect(comparePaired(pairs)).toEqual({
      kind: 'undefined',
      reason: 'all rows, or nearly all, are of one group',
    })
  })

  test('cannot be told from a single cluster', () => {
    const one = measureAgreement(judgements.map((row) => ({ ...row, cluster: 'all' })))
    expect(one.accuracy).toMatchObject({ low: 0, high: 1, clusters: 1 })
  })

  test('widen the mean of recalls where they hold rows of both truths', () => {
    const rows = Array.from({ length: 40 }, (_, index): Judgement => {
      const group = Math.floor(index / 4)
      const truth = index % 2 === 0 ? 'yes' : 'no'
      const wrong = truth === 'yes' ? 'no' : 'yes'
      return { truth, verdict: group % 3 === 0 ? wrong : truth, cluster: String(group) }
    })
    const { balancedAccuracy } = measureAgreement(rows, { passes })
    expect(balancedAccuracy.inflation).toBeCloseTo(Math.SQRT2, 9)
  })

  test('pairs of verdicts are worth fewer rows too', () => {
    const pairs = Array.from({ length: 40 }, (_, index) => {
      const group = Math.floor(index / 4)
      return { first: group < 6, second: group >= 6 || group < 3, cluster: String(group) }
    })
    const together = comparePaired(pairs)
    const apart = comparePaired(pairs.map(({ cluster: _, ...pair }) => pair))
    if (together.kind === 'undefined' || apart.kind === 'undefined') throw new Error('there are rows')
    expect(apart).toMatchObject({ onlyFirst: 12, onlySecond: 16, effectiveRows: 40 })
    expect(together).toMatchObject({ onlyFirst: 12, onlySecond: 16, rows: 40, difference: -0.1 })
    // Four rows that always go together are one: three groups one way, four the other.
    expect(together.effectiveRows).toBeCloseTo(10, 12)
    expect(together).toMatchObject(mcnemar(3, 4))
    // The interval also has the factor 10 / 9 of few clusters, and Student's quantile.
    const rows = 10 * 0.9 * (1.959963984540054 / studentQuantile(0.975, 9)) ** 2
    const { low, high } = tangoInterval(0.3 * rows, 0.4 * rows, rows)
    expect([together.low, together.high]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)])
    expect(together.midP).toBeGreaterThan(apart.midP)
    expect(together.high - together.low).toBeGreaterThan(apart.high - apart.low)
  })
})

describe('weights', () => {
  /** Five passes and five fails were labelled of 50 and 10: each label stands for 10, or for 2. */
  const picked: Judgement[] = [
    ...Array.from({ length: 5 }, (_, index): Judgement => ({
      truth: index < 4 ? 'yes' : 'no',
      verdict: 'yes',
      weight: 10,
    })),
    ...Array.from({ length: 5 }, (_, index): Judgement => ({
      truth: index < 2 ? 'yes' : 'no',
      verdict: 'no',
      weight: 2,
    })),
  ]

  test('enter estimates: each row counts as many times as it stands for', () => {
    const { accuracy, passRecall, failRecall, truthPassRate, verdictPassRate } = measureAgreement(picked, {
      passes,
    })
    expect(number(accuracy.estimate)).toBeCloseTo((4 * 10 + 3 * 2) / 60, 12)
    expect(number(passRecall.estimate)).toBeCloseTo(40 / 44, 12)
    expect(number(failRecall.estimate)).toBeCloseTo(6 / 16, 12)
    expect(number(truthPassRate.estimate)).toBeCloseTo(44 / 60, 12)
    expect(number(verdictPassRate.estimate)).toBeCloseTo(50 / 60, 12)
    expect(accuracy).toMatchObject({ successes: 7, n: 10 })
    expect(accuracy.effectiveN).toBeLessThan(10)
  })

  test('that are all the same change nothing', () => {
    const label = fc.constantFrom('yes', 'no')
    const rows = fc.array(fc.record({ truth: label, verdict: label }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 100, noNaN: true }), (judgements, weight) => {
        const plain = measureAgreement(judgements, { passes })
        const weighted = measureAgreement(
          judgements.map((row) => ({ ...row, weight })),
          { passes },
        )
        expect(weighted.accuracy.low).toBeCloseTo(plain.accuracy.low, 9)
        expect(weighted.accuracy.high).toBeCloseTo(plain.accuracy.high, 9)
        expect(weighted.kappa.low).toBeCloseTo(plain.kappa.low, 9)
        expect(weighted.passRecall.low).toBeCloseTo(plain.passRecall.low, 9)
        expect(weighted.balancedAccuracy.high).toBeCloseTo(plain.balancedAccuracy.high, 9)
      }),
    )
  })

  test.each([0, -1, Number.NaN, Infinity])('of %d are refused', (weight) => {
    expect(() => measureAgreement([{ truth: 'yes', verdict: 'yes', weight }])).toThrow(RangeError)
  })

  test('are asked for where rows were picked by verdict: every figure is refused', () => {
    const blind = picked.map(({ weight: _, ...row }) => ({ ...row, pickedByVerdict: true }))
    const agreement = measureAgreement(blind, { passes })
    const reason = '10 labels were picked by verdict, without a weight, so no figure would stand for all rows'
    expect(agreement).toMatchObject({
      rows: 10,
      refusal: reason,
      accuracy: { estimate: { kind: 'undefined', reason }, low: 0, high: 1 },
      kappa: { estimate: { kind: 'undefined', reason } },
      macroF1: { kind: 'undefined', reason },
      balancedAccuracy: { estimate: { kind: 'undefined', reason } },
      matthews: { kind: 'undefined', reason },
    })
    const weighted = measureAgreement(picked.map((row) => ({ ...row, pickedByVerdict: true })))
    expect(weighted.refusal).toBeUndefined()
  })
})

test('the parts of a repeated row make one row', () => {
  const rows: Judgement[] = ['a', 'b'].flatMap((cluster) =>
    [0, 1, 2].map((repeat): Judgement => ({
      truth: 'yes',
      verdict: cluster === 'a' || repeat > 0 ? 'yes' : 'no',
      share: 1 / 3,
      cluster,
    })),
  )
  const agreement = measureAgreement(rows)
  expect(agreement.rows).toBe(2)
  expect(agreement.agreed).toBeCloseTo(5 / 3, 12)
  expect(number(agreement.accuracy.estimate)).toBeCloseTo(5 / 6, 12)
})

describe('one row, or one group,', () => {
  const one: Judgement = { truth: 2, verdict: 3 }
  const none = (what: string) => ({ kind: 'undefined', reason: `nothing varies within one ${what}` })

  test.each([
    ['row', [one]],
    ['row', [{ ...one, weight: 5 }]],
    [
      'group',
      [one, { truth: 3, verdict: 3 }, { truth: 2, verdict: 2 }].map((row) => ({ ...row, cluster: 'all' })),
    ],
    ['group', [1, 2, 3].map(() => ({ ...one, share: 1 / 3, cluster: 'repeats' }))],
  ])('(%s) has no standard error, rather than one of 0', (what, judgements) => {
    const { kappa, scottPi, gwetAC1, numeric } = measureAgreement(judgements)
    for (const { estimate, standardError } of [kappa, scottPi, gwetAC1, numeric?.meanAbsoluteError].flatMap(
      (found) => found ?? [],
    )) {
      expect(estimate.kind).toBe('value')
      expect(standardError).toEqual(none(what))
    }
    expect(kappa).toMatchObject({ low: -1, high: 1 })
  })
})

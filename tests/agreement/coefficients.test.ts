import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Agreement,
  measureAgreement,
  type Statistic,
  tallyOf,
  weightedKappa,
} from '../../src/agreement/index.ts'
import { agreementKappa } from '../../src/agreement/coefficients/weighted-kappa.ts'
import { krippendorffAlpha } from '../../src/agreement/raters/krippendorff-alpha.ts'
import type { JudgeValue } from '../../src/contract/index.ts'
import { reference } from './reference-values.ts'
import { fromTable, number } from './tables.ts'

const passes = (value: JudgeValue) => value === 'pass'

/** What `reference.json` calls by which name. */
const figures: Record<string, (agreement: Agreement) => Statistic> = {
  accuracy: ({ accuracy }) => accuracy.estimate,
  kappa: ({ kappa }) => kappa.estimate,
  kappa_se: ({ kappa }) => kappa.standardError,
  scott_pi: ({ scottPi }) => scottPi.estimate,
  scott_pi_se: ({ scottPi }) => scottPi.standardError,
  gwet_ac1: ({ gwetAC1 }) => gwetAC1.estimate,
  gwet_ac1_se: ({ gwetAC1 }) => gwetAC1.standardError,
  tpr: ({ passRecall }) => passRecall.estimate,
  tnr: ({ failRecall }) => failRecall.estimate,
  tpr_lo: ({ passRecall }) => ({ kind: 'value', value: passRecall.low }),
  tpr_hi: ({ passRecall }) => ({ kind: 'value', value: passRecall.high }),
  tnr_lo: ({ failRecall }) => ({ kind: 'value', value: failRecall.low }),
  tnr_hi: ({ failRecall }) => ({ kind: 'value', value: failRecall.high }),
  balanced_accuracy: ({ balancedAccuracy }) => balancedAccuracy.estimate,
  mcc: ({ matthews }) => matthews,
  prevalence: ({ truthPassRate }) => truthPassRate.estimate,
  judge_pass_rate: ({ verdictPassRate }) => verdictPassRate.estimate,
  f1: ({ labels }) => labels.find(({ label }) => label === 'pass')?.f1 as Statistic,
  precision: ({ labels }) => labels.find(({ label }) => label === 'pass')?.precision.estimate as Statistic,
  npv: ({ labels }) => labels.find(({ label }) => label === 'fail')?.precision.estimate as Statistic,
}

const tables = {
  confusion_85_5_5_5_high_prevalence: [
    [85, 5],
    [5, 5],
  ],
  confusion_45_5_5_45_balanced: [
    [45, 5],
    [5, 45],
  ],
  confusion_20_5_10_15: [
    [20, 5],
    [10, 15],
  ],
  irrcac_3x3: [
    [13, 0, 0],
    [0, 20, 7],
    [0, 4, 56],
  ],
}

describe.each(Object.entries(tables))('reference.json, %s', (key, table) => {
  const known = reference<Record<string, number | string>>(key)
  const labels = table.length === 2 ? ['pass', 'fail'] : ['a', 'b', 'c']
  const agreement = measureAgreement(fromTable(table, labels), table.length === 2 ? { passes } : {})

  test.each(Object.keys(known).filter((name) => name in figures))('%s', (name) => {
    expect(number(figures[name]?.(agreement))).toBeCloseTo(Number(known[name]), 10)
  })

  test('krippendorff_alpha_nominal, from the same pairs', () => {
    const ratings = fromTable(table, labels).map(({ truth, verdict }) => [truth, verdict])
    const alpha = reference<Record<string, number>>(key)['krippendorff_alpha_nominal']
    if (alpha !== undefined) expect(number(krippendorffAlpha(ratings, 'nominal'))).toBeCloseTo(alpha, 10)
  })
})

test('reference.json, confusion_90_0_10_0_always_pass: no correlation exists, and balanced accuracy is chance', () => {
  const always = measureAgreement(
    fromTable(
      [
        [90, 0],
        [10, 0],
      ],
      ['pass', 'fail'],
    ),
    { passes },
  )
  expect(number(always.accuracy.estimate)).toBe(0.9)
  expect(number(always.balancedAccuracy.estimate)).toBe(0.5)
  expect(number(always.kappa.estimate)).toBe(0)
  expect(always.matthews).toEqual({ kind: 'undefined', reason: 'every verdict is the same value' })
})

describe('weighted kappa', () => {
  const linear = (table: readonly (readonly number[])[], weights: 'linear' | 'quadratic') => {
    const order = table.map((_, index) => index + 1)
    return weightedKappa(tallyOf(fromTable(table, order)), order, weights)
  }

  test.each(['linear', 'quadratic'] as const)('reference.json, weighted_kappa_irrcac_3x3, %s', (weights) => {
    const known = reference<Record<string, number>>('weighted_kappa_irrcac_3x3')
    expect(number(linear(tables.irrcac_3x3, weights).estimate)).toBeCloseTo(known[weights] ?? 0, 10)
  })

  test.each(['linear', 'quadratic'] as const)('reference.json, weighted_kappa_5x5, %s', (weights) => {
    const { table, ...known } = reference<{ table: number[][]; linear: number; quadratic: number }>(
      'weighted_kappa_5x5',
    )
    expect(number(linear(table, weights).estimate)).toBeCloseTo(known[weights], 10)
  })

  test('reference.json, weighted_kappa_5x5: exact, within one step and unweighted', () => {
    const { table, ...known } = reference<{
      table: number[][]
      exact: number
      within_one: number
      unweighted: number
    }>('weighted_kappa_5x5')
    const judgements = fromTable(table, [1, 2, 3, 4, 5])
    const { accuracy, kappa, numeric } = measureAgreement(judgements, { tolerance: 1 })
    expect(number(accuracy.estimate)).toBeCloseTo(known.exact, 12)
    expect(number(numeric?.within.estimate)).toBeCloseTo(known.within_one, 12)
    expect(number(kappa.estimate)).toBeCloseTo(known.unweighted, 12)
  })

  test('does not exist for a label outside the scale', () => {
    const tally = tallyOf([{ truth: 'good', verdict: 'great' }])
    expect(weightedKappa(tally, ['bad', 'good'], 'linear').estimate).toEqual({
      kind: 'undefined',
      reason: 'the scale has no "great"',
    })
  })
})

describe('for any judgements', () => {
  const label = fc.constantFrom<JudgeValue>('a', 'b', 'c')
  const verdict = fc.option(label, { nil: undefined })
  const weight = fc.option(fc.double({ min: 0.1, max: 10, noNaN: true }), { nil: undefined })
  const rows = fc.array(fc.record({ truth: label, verdict, weight }), { minLength: 1, maxLength: 40 })
  const close = (left: Statistic, right: Statistic) => {
    expect(left.kind).toBe(right.kind)
    if (left.kind === 'value') expect(left.value).toBeCloseTo(number(right), 9)
  }

  test('weighted kappa with weights 0 and 1 is kappa, standard error too', () => {
    fc.assert(
      fc.property(rows, (judgements) => {
        const plain = measureAgreement(judgements).kappa
        const weighted = agreementKappa(tallyOf(judgements), (truth, own) => Number(truth === own))
        close(plain.estimate, weighted.estimate)
        close(plain.standardError, weighted.standardError)
      }),
    )
  })

  test('new names for the labels change no coefficient', () => {
    const names = new Map<JudgeValue | undefined, JudgeValue>([
      ['a', 3],
      ['b', 'z'],
      ['c', true],
    ])
    fc.assert(
      fc.property(rows, (judgements) => {
        const one = measureAgreement(judgements)
        const other = measureAgreement(
          judgements.map((row) => ({
            ...row,
            truth: names.get(row.truth) as JudgeValue,
            verdict: names.get(row.verdict),
          })),
        )
        close(other.kappa.estimate, one.kappa.estimate)
        close(other.kappa.standardError, one.kappa.standardError)
        close(other.scottPi.estimate, one.scottPi.estimate)
        close(other.gwetAC1.estimate, one.gwetAC1.estimate)
        close(other.matthews, one.matthews)
        close(other.macroF1, one.macroF1)
        close(other.balancedAccuracy.estimate, one.balancedAccuracy.estimate)
      }),
    )
  })

  test('every interval holds its estimate and lies within the scale', () => {
    fc.assert(
      fc.property(rows, (judgements) => {
        const { kappa, balancedAccuracy, accuracy, labels } = measureAgreement(judgements)
        const intervals = [
          accuracy,
          balancedAccuracy,
          ...labels.flatMap(({ recall, precision }) => [recall, precision]),
        ]
        for (const { estimate, low, high } of intervals) {
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          if (estimate.kind === 'undefined') continue
          expect(low).toBeLessThanOrEqual(estimate.value + 1e-12)
          expect(high).toBeGreaterThanOrEqual(estimate.value - 1e-12)
        }
        if (kappa.estimate.kind === 'undefined') return
        expect(kappa.low).toBeLessThanOrEqual(kappa.estimate.value + 1e-12)
        expect(kappa.high).toBeGreaterThanOrEqual(kappa.estimate.value - 1e-12)
      }),
    )
  })
})

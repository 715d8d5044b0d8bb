import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparePaired, mcnemar } from '../../src/agreement/index.ts'

function close(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected))
}

describe("McNemar's test", () => {
  // reference/agreement.json, paired_*; the last two from the table in its notes (real judges).
  test.each([
    [7, 1, 0.0703125, 0.039062500000000014],
    [16, 6, 0.052478790283203125, 0.03468966484069824],
    [12, 2, 0.012939453125, 0.007385253906249991],
    [150, 86, 3.7159361395713866e-5, 2.893389517615428e-5],
    [8, 22, 0.016124801710247997, 0.010673840530216687],
  ])('of %i against %i matches the reference', (first, second, exact, midP) => {
    const test = mcnemar(first, second)
    close(test.exact, exact)
    close(test.midP, midP)
    close(test.midPOneSided, first > second ? midP / 2 : 1 - midP / 2)
  })

  test.each([
    [86, 72, 0.30101554, 0.26682526],
    [154, 111, 0.0097472568, 0.0082549684],
  ])('of the real judges %i against %i matches the printed digits', (first, second, exact, midP) => {
    expect(mcnemar(first, second).exact).toBeCloseTo(exact, 8)
    expect(mcnemar(first, second).midP).toBeCloseTo(midP, 8)
  })

  test('finds nothing where both are right equally often', () => {
    expect(mcnemar(0, 0)).toEqual({ exact: 1, midP: 1, midPOneSided: 0.5 })
    expect(mcnemar(9, 9)).toEqual({ exact: 1, midP: 1, midPOneSided: 0.5 })
  })

  test('stays exact over thousands of rows', () => {
    // (1 - C(6000, 3000) / 2^6000) / 2 is P(X < 3000); here the exact test leaves out one term more on each side.
    const { exact, midP } = mcnemar(3001, 2999)
    // C(6000, 3000) / 2^6000 from its asymptotic series 1/sqrt(pi m) (1 - 1/8m + 1/128m² + 5/1024m³).
    const m = 3000
    const centre = (1 / Math.sqrt(Math.PI * m)) * (1 - 1 / (8 * m) + 1 / (128 * m * m) + 5 / (1024 * m ** 3))
    close(exact, 1 - centre)
    close(midP, 1 - centre - (centre * 3000) / 3001)
    expect(mcnemar(5000, 0)).toEqual({ exact: 0, midP: 0, midPOneSided: 0 })
  })

  test('has a mid-p not above the exact one, the same for both orders', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (first, second) => {
        const test = mcnemar(first, second)
        const swapped = mcnemar(second, first)
        expect(test.midP).toBeLessThanOrEqual(test.exact)
        expect(test.exact).toBeLessThanOrEqual(1)
        expect(swapped.midP).toBe(test.midP)
        expect(swapped.midPOneSided).toBeCloseTo(1 - test.midPOneSided, 12)
      }),
    )
  })
})

describe('two judges on the same rows', () => {
  const rows = (both: number, onlyFirst: number, onlySecond: number, neither: number) => [
    ...Array.from({ length: both }, () => ({ first: true, second: true })),
    ...Array.from({ length: onlyFirst }, () => ({ first: true, second: false })),
    ...Array.from({ length: onlySecond }, () => ({ first: false, second: true })),
    ...Array.from({ length: neither }, () => ({ first: false, second: false })),
  ]

  test('are compared by the difference of their accuracies', () => {
    // reference/agreement.json, paired_armitage_media
    const comparison = comparePaired(rows(20, 12, 2, 16))
    expect(comparison).toEqual({
      kind: 'value',
      rows: 50,
      both: 20,
      onlyFirst: 12,
      onlySecond: 2,
      firstAccuracy: 0.64,
      secondAccuracy: 0.44,
      difference: 0.2,
      low: expect.closeTo(0.06111240618634398, 9) as number,
      high: expect.closeTo(0.3447087482821487, 9) as number,
      exact: expect.closeTo(0.012939453125, 12) as number,
      midP: expect.closeTo(0.007385253906249991, 12) as number,
      midPOneSided: expect.closeTo(0.007385253906249991 / 2, 12) as number,
      discordance: 0.28,
      effectiveRows: 50,
    })
  })

  test('cannot be compared on no rows', () => {
    expect(comparePaired([])).toEqual({
      kind: 'undefined',
      reason: 'the two judges share no rows with a known truth',
    })
  })

  test('in any order give the same comparison', () => {
    const pair = fc.record({ first: fc.boolean(), second: fc.boolean() })
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 60 }), (pairs) => {
        expect(comparePaired(pairs.toReversed())).toEqual(comparePaired(pairs))
      }),
    )
  })
})

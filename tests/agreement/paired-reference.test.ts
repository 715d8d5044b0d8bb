import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mcnemar } from '../../src/agreement/paired/mcnemar.ts'
import { newcombePaired } from '../../src/agreement/paired/newcombe-paired.ts'
import { nonInferiority } from '../../src/agreement/paired/non-inferiority.ts'
import { tangoInterval } from '../../src/agreement/paired/tango-interval.ts'
import { reference, referenceKeys } from './reference-values.ts'

const runs = { numRuns: process.env['LONG'] ? 3000 : 100 }

interface PairedReference {
  both_right: number
  only_A: number
  only_B: number
  both_wrong: number
  n: number
  p_exact: number
  p_midp: number
  diff_A_minus_B: number
  tango_lo: number
  tango_hi: number
  newcombe10_lo: number
  newcombe10_hi: number
}

const pairedKeys = referenceKeys('paired_').filter((key) => !key.startsWith('paired_n_'))

describe("McNemar's test", () => {
  test.each(pairedKeys)('matches %s', (key) => {
    const { only_A, only_B, p_exact, p_midp } = reference<PairedReference>(key)
    const found = mcnemar(only_A, only_B)
    expect(found.exact).toBeCloseTo(p_exact, 12)
    expect(found.midP).toBeCloseTo(p_midp, 12)
    expect(found.midPOneSided).toBeCloseTo(only_A > only_B ? p_midp / 2 : 1 - p_midp / 2, 12)
  })

  test('is the sum of binomial terms', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (first, second) => {
        fc.pre(first !== second)
        const fewer = Math.min(first, second)
        const n = first + second
        let term = 2 ** -(n / 2)
        let [below, at] = [0, 0]
        for (let k = 0; k <= fewer; k++) {
          below += at
          at = term * 2 ** -(n / 2)
          term *= (n - k) / (k + 1)
        }
        const { exact, midP } = mcnemar(first, second)
        expect(Math.abs(exact / Math.min(1, 2 * (below + at)) - 1)).toBeLessThan(1e-12)
        expect(Math.abs(midP / Math.min(1, 2 * below + at) - 1)).toBeLessThan(1e-12)
      }),
      runs,
    )
  })

  test('runs smoothly between whole counts', () => {
    const amount = fc.double({ min: 0, max: 200, noNaN: true })
    fc.assert(
      fc.property(amount, amount, (first, more) => {
        const less = mcnemar(first + more, first)
        const yet = mcnemar(first + more + 0.25, first)
        expect(yet.midP).toBeLessThanOrEqual(less.midP + 1e-12)
        expect(less.midP).toBeLessThanOrEqual(less.exact)
        expect(less.midPOneSided).toBeLessThanOrEqual(0.5)
      }),
      runs,
    )
    expect(mcnemar(7.5, 7.5)).toEqual({ exact: 1, midP: 1, midPOneSided: 0.5 })
    expect(mcnemar(7.5 + 1e-9, 7.5).midP).toBeCloseTo(1, 8)
  })

  test('refuses counts that are none', () => {
    expect(() => mcnemar(-1, 3)).toThrow(RangeError)
    expect(() => mcnemar(1, Number.NaN)).toThrow(RangeError)
  })
})

describe("Tango's interval", () => {
  test.each(pairedKeys)('matches %s', (key) => {
    const { only_A, only_B, n, tango_lo, tango_hi } = reference<PairedReference>(key)
    const { low, high } = tangoInterval(only_A, only_B, n)
    expect(low).toBeCloseTo(tango_lo, 9)
    expect(high).toBeCloseTo(tango_hi, 9)
  })

  test('one-sided is the wider two-sided one, with the other end open', () => {
    const both = tangoInterval(12, 2, 50, { confidence: 0.9 })
    expect(tangoInterval(12, 2, 50, { sided: 'lower' })).toEqual({
      low: expect.closeTo(both.low, 14) as number,
      high: 1,
    })
    expect(tangoInterval(12, 2, 50, { sided: 'upper' })).toEqual({
      low: -1,
      high: expect.closeTo(both.high, 14) as number,
    })
  })

  test('takes effective counts, also below one row and rounded beyond n', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(40),
        fc.nat(40),
        fc.double({ min: 1, max: 90, noNaN: true }),
        (a, b, rest, effect) => {
          const n = a + b + rest + 1
          const { low, high } = tangoInterval(a / effect, b / effect, n / effect)
          const whole = tangoInterval(a, b, n)
          expect(low).toBeLessThanOrEqual(whole.low + 1e-12)
          expect(high).toBeGreaterThanOrEqual(whole.high - 1e-12)
          expect(low).toBeGreaterThanOrEqual(-1)
          expect(high).toBeLessThanOrEqual(1)
          tangoInterval(a / effect, b / effect + 1e-16, (a + b) / effect + 1e-9)
        },
      ),
      runs,
    )
    const third = 1 / 3
    expect(tangoInterval(7 * third, 3 * third, 10 * third * (1 - 1e-15)).low).toBeLessThan(0.4)
  })
})

describe("Newcombe's paired interval", () => {
  test.each(pairedKeys)('matches %s', (key) => {
    const entry = reference<PairedReference>(key)
    const { both_right, only_A, only_B, both_wrong } = entry
    expect(
      newcombePaired({ both: both_right, onlyFirst: only_A, onlySecond: only_B, neither: both_wrong }),
    ).toEqual({
      kind: 'value',
      difference: expect.closeTo(entry.diff_A_minus_B, 12) as number,
      low: expect.closeTo(entry.newcombe10_lo, 10) as number,
      high: expect.closeTo(entry.newcombe10_hi, 10) as number,
    })
  })

  test('holds the difference and turns round with the judges', () => {
    const count = fc.nat(200)
    fc.assert(
      fc.property(count, count, count, count, (both, onlyFirst, onlySecond, neither) => {
        const found = newcombePaired({ both, onlyFirst, onlySecond, neither })
        const swapped = newcombePaired({ both, onlyFirst: onlySecond, onlySecond: onlyFirst, neither })
        fc.pre(found.kind === 'value' && swapped.kind === 'value')
        if (found.kind !== 'value' || swapped.kind !== 'value') return
        expect(found.low).toBeLessThanOrEqual(found.difference + 1e-12)
        expect(found.high).toBeGreaterThanOrEqual(found.difference - 1e-12)
        expect(swapped.low).toBeCloseTo(-found.high, 12)
      }),
      runs,
    )
  })

  test('does not exist without rows, and refuses a negative count', () => {
    expect(newcombePaired({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 })).toEqual({
      kind: 'undefined',
      reason: 'the two judges share no rows with a known truth',
    })
    expect(() => newcombePaired({ both: 1, onlyFirst: -1, onlySecond: 0, neither: 0 })).toThrow(RangeError)
  })
})

describe('non-inferiority', () => {
  // In these keys b counts the rows that only the baseline gets right, c those that only the candidate does: the
  // candidate comes first here.
  test.each([
    ['noninferiority_tango_b8_c22_n200_margin5', 22, 8],
    ['noninferiority_tango_b12_c8_n200_margin5', 8, 12],
    ['noninferiority_tango_b20_c10_n200_margin5', 10, 20],
  ] as const)('matches %s', (key, candidate, baseline) => {
    const { diff, z, p_one_sided, tango_lower_95_one_sided, passes } = reference<{
      diff: number
      z: number
      p_one_sided: number
      tango_lower_95_one_sided: number
      passes: boolean
    }>(key)
    expect(nonInferiority(candidate, baseline, 200, 0.05)).toEqual({
      difference: expect.closeTo(diff, 12) as number,
      z: expect.closeTo(z, 9) as number,
      p: expect.closeTo(p_one_sided, 9) as number,
      low: expect.closeTo(tango_lower_95_one_sided, 9) as number,
      passes,
    })
  })

  test('passes by its bound exactly when p is below one minus the confidence', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(300), (first, second, rest) => {
        const { p, passes } = nonInferiority(first, second, first + second + rest + 1, 0.05)
        fc.pre(Math.abs(p - 0.05) > 1e-9)
        expect(passes).toBe(p < 0.05)
      }),
      runs,
    )
  })

  test('needs a margin', () => {
    expect(() => nonInferiority(3, 2, 10, 0)).toThrow(RangeError)
    expect(() => nonInferiority(3, 2, 10, 1)).toThrow(RangeError)
  })
})

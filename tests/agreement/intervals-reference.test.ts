import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clopperPearsonInterval } from '../../src/agreement/intervals/clopper-pearson-interval.ts'
import { jeffreysInterval } from '../../src/agreement/intervals/jeffreys-interval.ts'
import { newcombeDifference } from '../../src/agreement/intervals/newcombe-difference.ts'
import { wilsonBounds, wilsonInterval } from '../../src/agreement/intervals/wilson-interval.ts'
import { reference, referenceKeys } from './reference-values.ts'

const runs = { numRuns: process.env['LONG'] ? 3000 : 100 }

const intervals = [
  { name: 'Wilson', key: 'wilson', interval: wilsonInterval },
  { name: 'Clopper and Pearson', key: 'cp', interval: clopperPearsonInterval },
  { name: 'Jeffreys', key: 'jeffreys', interval: jeffreysInterval },
]

const counts = fc
  .integer({ min: 1, max: 2000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

describe.each(intervals)('the interval of $name', ({ name, key, interval }) => {
  test.each(referenceKeys('interval_'))('matches %s', (entry) => {
    const { x, n, ...ends } = reference<{ x: number; n: number } & Record<string, number>>(entry)
    const { low, high } = interval(x, n)
    expect(low).toBeCloseTo(ends[`${key}_lo`] ?? Number.NaN, 12)
    expect(high).toBeCloseTo(ends[`${key}_hi`] ?? Number.NaN, 12)
  })

  test('holds the estimate, stays within 0 to 1 and widens with confidence', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.5, max: 0.98, noNaN: true }), ([x, n], confidence) => {
        const narrow = interval(x, n, { confidence })
        const wide = interval(x, n, { confidence: confidence + 0.015 })
        expect(narrow.low).toBeGreaterThanOrEqual(0)
        expect(narrow.low).toBeLessThanOrEqual(x / n)
        expect(narrow.high).toBeGreaterThanOrEqual(x / n)
        expect(narrow.high).toBeLessThanOrEqual(1)
        expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low)
      }),
      runs,
    )
  })

  test('mirrors successes and failures, and opens one end when one-sided', () => {
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const both = interval(x, n, { confidence: 0.9 })
        expect(interval(n - x, n, { confidence: 0.9 }).low).toBeCloseTo(1 - both.high, 12)
        const lower = interval(x, n, { sided: 'lower' })
        expect(lower.low).toBeCloseTo(both.low, 12)
        expect(lower.high).toBe(1)
        const upper = interval(x, n, { sided: 'upper' })
        expect(upper.low).toBe(0)
        expect(upper.high).toBeCloseTo(both.high, 12)
      }),
      runs,
    )
  })

  test('is clamped without successes or failures, and knows nothing without rows', () => {
    expect(interval(0, 20).low).toBe(0)
    expect(interval(20, 20).high).toBe(1)
    expect(interval(0, 0)).toEqual({ low: 0, high: 1 })
  })

  test('refuses counts that are none', () => {
    for (const [x, n] of [
      [3, 2],
      [-1, 2],
      [Number.NaN, 2],
      [1, Infinity],
    ] as const) {
      expect(() => interval(x, n), name).toThrow(RangeError)
    }
  })
})

describe('one-sided, 90 in 100', () => {
  test('matches wilson_one_sided_lower_90_100', () => {
    const { lo, cp_lo } = reference<{ lo: number; cp_lo: number }>('wilson_one_sided_lower_90_100')
    expect(wilsonInterval(90, 100, { sided: 'lower' }).low).toBeCloseTo(lo, 12)
    expect(clopperPearsonInterval(90, 100, { sided: 'lower' }).low).toBeCloseTo(cp_lo, 12)
  })
})

describe('the intervals of effective counts', () => {
  test('lie between those of whole counts', () => {
    for (const interval of [
      clopperPearsonInterval,
      jeffreysInterval,
      (x: number, n: number) => wilsonBounds(x / n, n),
    ]) {
      const [at8, between, at9] = [interval(8, 10), interval(8.5, 10), interval(9, 10)]
      expect(between.low).toBeGreaterThan(at8.low)
      expect(between.low).toBeLessThan(at9.low)
      expect(between.high).toBeGreaterThan(at8.high)
      expect(between.high).toBeLessThan(at9.high)
    }
  })

  test('narrow with n at the same rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 1000, noNaN: true }),
        (rate, n) => {
          const [few, many] = [wilsonBounds(rate, n), wilsonBounds(rate, 2 * n)]
          expect(few.low).toBeGreaterThanOrEqual(0)
          expect(few.high).toBeLessThanOrEqual(1)
          expect(few.low).toBeLessThanOrEqual(rate + 1e-15)
          expect(few.high).toBeGreaterThanOrEqual(rate - 1e-15)
          expect(many.high - many.low).toBeLessThan(few.high - few.low)
        },
      ),
      runs,
    )
    expect(wilsonBounds(0, 0.3).low).toBe(0)
    expect(wilsonBounds(1, 0.3).high).toBe(1)
    expect(wilsonBounds(0.5, 0)).toEqual({ low: 0, high: 1 })
  })

  test.each([
    [1.1, 5],
    [-0.1, 5],
    [0.5, -1],
    [Number.NaN, 5],
    [0.5, Infinity],
  ])('refuse a rate of %s on %s', (rate, n) => {
    expect(() => wilsonBounds(rate, n)).toThrow(RangeError)
  })
})

test("Jeffreys's interval lies within Clopper and Pearson's", () => {
  fc.assert(
    fc.property(counts, ([x, n]) => {
      const [inner, outer] = [jeffreysInterval(x, n), clopperPearsonInterval(x, n)]
      expect(inner.low).toBeGreaterThanOrEqual(outer.low - 1e-13)
      expect(inner.high).toBeLessThanOrEqual(outer.high + 1e-13)
    }),
    runs,
  )
})

describe("Newcombe's difference of independent shares", () => {
  // Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of %i in %i less %i in %i is as printed', (successes1, n1, successes2, n2, low, high) => {
    expect(newcombeDifference(successes1, n1, successes2, n2)).toEqual({
      kind: 'value',
      difference: successes1 / n1 - successes2 / n2,
      low: expect.closeTo(low, 4) as number,
      high: expect.closeTo(high, 4) as number,
    })
  })

  test('holds the difference, turns round with the sets and widens with confidence', () => {
    fc.assert(
      fc.property(counts, counts, ([x1, n1], [x2, n2]) => {
        const found = newcombeDifference(x1, n1, x2, n2)
        const swapped = newcombeDifference(x2, n2, x1, n1)
        const narrow = newcombeDifference(x1, n1, x2, n2, { confidence: 0.8 })
        if (found.kind !== 'value' || swapped.kind !== 'value' || narrow.kind !== 'value') {
          throw new Error('There are rows in both sets.')
        }
        expect(found.low).toBeGreaterThanOrEqual(-1 - 1e-12)
        expect(found.low).toBeLessThanOrEqual(found.difference)
        expect(found.high).toBeGreaterThanOrEqual(found.difference)
        expect(found.high).toBeLessThanOrEqual(1 + 1e-12)
        expect(swapped.low).toBeCloseTo(-found.high, 12)
        expect(narrow.high - narrow.low).toBeLessThan(found.high - found.low)
      }),
      runs,
    )
  })

  test('does not exist without rows on one side', () => {
    const none = { kind: 'undefined', reason: 'one of the two sets has no rows' }
    expect(newcombeDifference(0, 0, 3, 5)).toEqual(none)
    expect(newcombeDifference(3, 5, 0, 0)).toEqual(none)
    expect(() => newcombeDifference(6, 5, 1, 2)).toThrow(RangeError)
  })
})

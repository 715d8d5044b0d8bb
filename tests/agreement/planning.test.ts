import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wilsonBounds, wilsonInterval } from '../../src/agreement/intervals/wilson-interval.ts'
import { exactTestRows } from '../../src/agreement/planning/exact-test-rows.ts'
import { gatePower, mostErrors, rowsForGate } from '../../src/agreement/planning/gate-power.ts'
import { rowsForHalfWidth } from '../../src/agreement/planning/rows-for-half-width.ts'
import { value } from '../../src/agreement/statistic.ts'
import { numbersIn, reference, referenceKeys } from './reference-values.ts'

const runs = { numRuns: process.env['LONG'] ? 1000 : 50 }

describe('the most errors a gate allows', () => {
  const none = undefined
  const thresholds = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
  test.each([
    [30, [4, 3, 2, 1, 0, none]],
    [50, [9, 7, 5, 3, 1, none]],
    [75, [15, 12, 9, 6, 3, 0]],
    [100, [22, 17, 13, 9, 5, 1]],
    [150, [35, 28, 21, 15, 8, 3]],
    [200, [49, 39, 30, 21, 13, 4]],
    [300, [76, 62, 48, 34, 21, 8]],
    [500, [133, 109, 85, 61, 38, 16]],
  ])('on %i rows, at .70 to .95', (n, expected) => {
    expect(thresholds.map((threshold) => mostErrors(n, threshold))).toEqual(expected)
  })

  test('are the last to reach the threshold', () => {
    const low = (errors: number, n: number) => wilsonInterval(n - errors, n, { sided: 'lower' }).low
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (n, threshold) => {
          const errors = mostErrors(n, threshold)
          if (errors !== undefined) expect(low(errors, n)).toBeGreaterThanOrEqual(threshold)
          expect(low((errors ?? -1) + 1, n)).toBeLessThan(threshold)
        },
      ),
      runs,
    )
  })

  test('are none without rows, and all of them at no threshold', () => {
    expect(mostErrors(0, 0.8)).toBeUndefined()
    expect(mostErrors(7, 0)).toBe(7)
    expect(() => mostErrors(10, 1.2)).toThrow(RangeError)
    expect(() => mostErrors(1.5, 0.8)).toThrow(RangeError)
  })

  // Two-sided, the smallest passing counts for a bound of .7 are 10 of 10, 19 of 20, 26 of 30, 42 of 50 and 79 of 100.
  test.each([
    [10, 10],
    [19, 20],
    [26, 30],
    [42, 50],
    [79, 100],
  ])('two-sided at .7, %i of %i is the fewest right', (right, n) => {
    expect(wilsonInterval(right, n).low).toBeGreaterThanOrEqual(0.7)
    expect(wilsonInterval(right - 1, n).low).toBeLessThan(0.7)
  })
})

describe('the chance to pass a gate at .80', () => {
  test.each([
    [20, 0.75, 0.024],
    [50, 0.75, 0.007],
    [50, 0.8, 0.048],
    [50, 0.9, 0.616],
    [100, 0.75, 0.002],
    [100, 0.9, 0.876],
    [200, 0.85, 0.549],
    [20, 0.8, 0.069],
    [100, 0.8, 0.047],
    [200, 0.8, 0.043],
  ])('on %i rows at a true %s is %s', (n, accuracy, expected) => {
    expect(gatePower(n, 0.8, accuracy)).toBeCloseTo(expected, 3)
  })

  test('is nothing on too few rows, and sure for a perfect judge', () => {
    expect(gatePower(10, 0.8, 1)).toBe(0)
    expect(gatePower(11, 0.8, 1)).toBe(1)
    expect(gatePower(11, 0.8, 0)).toBe(0)
    expect(() => gatePower(11, 0.8, 1.1)).toThrow(RangeError)
  })
})

describe('the rows that a gate needs', () => {
  test.each([
    [0.85, 380],
    [0.88, 145],
    [0.9, 86],
    [0.92, 61],
    [0.95, 35],
  ])('to clear .80 four times in five at a true %s are %i', (accuracy, rows) => {
    expect(rowsForGate(0.8, accuracy)).toEqual(value(rows))
  })

  // One-sided; two-sided are 16, 35 and 73.
  test.each([
    [0.8, 11, 16],
    [0.9, 25, 35],
    [0.95, 52, 73],
  ])('to prove %s without an error are %i, or %i two-sided', (threshold, rows, twoSided) => {
    expect(rowsForGate(threshold, 1)).toEqual(value(rows))
    expect(wilsonInterval(twoSided, twoSided).low).toBeGreaterThanOrEqual(threshold)
    expect(wilsonInterval(twoSided - 1, twoSided - 1).low).toBeLessThan(threshold)
  })

  test('are enough from there on, and not one fewer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.95, noNaN: true }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        (threshold, way, power) => {
          const accuracy = threshold + way * (1 - threshold)
          const found = rowsForGate(threshold, accuracy, { power })
          if (found.kind === 'undefined') throw new Error(found.reason)
          if (found.value > 1) expect(gatePower(found.value - 1, threshold, accuracy)).toBeLessThan(power)
          for (let more = 0; more < 200; more++) {
            expect(gatePower(found.value + more, threshold, accuracy)).toBeGreaterThanOrEqual(power)
          }
        },
      ),
      runs,
    )
  })

  test('are none where no number will do, or too many', () => {
    const never = {
      kind: 'undefined',
      reason: 'the accuracy is not above the threshold, so no number of rows will do',
    }
    expect(rowsForGate(0.8, 0.8)).toEqual(never)
    expect(rowsForGate(0.8, 0.7)).toEqual(never)
    expect(rowsForGate(0.8, 0.801)).toEqual({ kind: 'undefined', reason: 'it takes more than 20000 rows' })
    expect(rowsForGate(0, 0.5)).toEqual(value(1))
    expect(() => rowsForGate(0.8, 0.9, { power: 1 })).toThrow(RangeError)
  })
})

describe('the exact test', () => {
  test.each(referenceKeys('gate_exact_'))('needs as many rows as %s', (key) => {
    const [nullRate = 0, trueRate = 0] = numbersIn(key, /p0_([\d.]+)_p1_([\d.]+)$/)
    const { n, needed_correct } = reference<{ n: number; needed_correct: number }>(key)
    expect(exactTestRows(nullRate, trueRate)).toEqual({ kind: 'value', rows: n, correct: needed_correct })
  })

  test('has no plan where there is nothing to prove, or too little', () => {
    expect(exactTestRows(0.8, 0.8)).toEqual({
      kind: 'undefined',
      reason: 'the true rate is not above the null rate, so no number of rows will do',
    })
    expect(exactTestRows(0.8, 0.802)).toEqual({ kind: 'undefined', reason: 'it takes more than 20000 rows' })
    expect(exactTestRows(0, 1)).toEqual({ kind: 'value', rows: 1, correct: 1 })
    expect(() => exactTestRows(0.8, 1.2)).toThrow(RangeError)
  })
})

describe("the rows for a half-width of Wilson's interval", () => {
  test.each(referenceKeys('wilson_halfwidth_'))('are those of %s', (key) => {
    const [halfWidth = 0, rate = 0] = numbersIn(key, /halfwidth_([\d.]+)_p([\d.]+)$/)
    expect(rowsForHalfWidth(rate, halfWidth)).toBe(reference<{ n: number }>(key).n)
  })

  test('are the fewest', () => {
    // At rates 0 and 1 the interval ends there, and is narrower than the formula's.
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.005, max: 0.4, noNaN: true }),
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        (rate, halfWidth, confidence) => {
          const half = (n: number) => {
            const { low, high } = wilsonBounds(rate, n, { confidence })
            return (high - low) / 2
          }
          const n = rowsForHalfWidth(rate, halfWidth, { confidence })
          expect(half(n)).toBeLessThanOrEqual(halfWidth + 1e-12)
          if (n > 1) expect(half(n - 1)).toBeGreaterThan(halfWidth - 1e-12)
        },
      ),
      runs,
    )
    expect(() => rowsForHalfWidth(0.8, 0)).toThrow(RangeError)
    expect(() => rowsForHalfWidth(1.2, 0.05)).toThrow(RangeError)
  })
})

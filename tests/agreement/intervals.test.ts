import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  normalQuantile,
  rowsToReach,
  shareOf,
  tangoInterval,
  value,
  wilsonInterval,
} from '../../src/agreement/index.ts'

describe('the normal quantile', () => {
  // Python 3.11, statistics.NormalDist().inv_cdf; 0.975 and 0.95 are in every table.
  test.each([
    [0.975, 1.9599639845400536],
    [0.95, 1.6448536269514715],
    [0.5, 0],
    [0.9, 1.2815515655446008],
    [0.8, 0.8416212335729144],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
    [1e-13, -7.3487961028006765],
    [1e-300, -37.0470962993612],
    [0.999999, 4.753424308817087],
  ])('at %s is %s', (probability, expected) => {
    expect(Math.abs(normalQuantile(probability) - expected)).toBeLessThanOrEqual(1e-13 * Math.abs(expected))
  })

  test('is antisymmetric and rises', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1023 }), (count) => {
        const probability = count / 1024
        expect(normalQuantile(1 - probability)).toBeCloseTo(-normalQuantile(probability), 12)
        expect(normalQuantile((count + 0.5) / 1024)).toBeGreaterThan(normalQuantile(probability))
      }),
    )
  })

  test.each([0, 1, -1, Number.NaN])('refuses %s', (probability) => {
    expect(() => normalQuantile(probability)).toThrow(RangeError)
  })
})

describe("Wilson's interval", () => {
  // reference/agreement.json, interval_*: the first four are Newcombe's (1998) classic cases.
  test.each([
    [81, 263, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.0623863995307363, 0.16048724172330803],
    [0, 20, 0, 0.16112515805281938],
    [1, 29, 0.006113214292762653, 0.17175521879320288],
    [45, 50, 0.7863976856252035, 0.9565242350681096],
    [85, 100, 0.7671644040916763, 0.9069401471634337],
    [90, 100, 0.8256343384950865, 0.9447708629393249],
    [180, 200, 0.8505941875672826, 0.9343295513309041],
    [10, 10, 0.7224672001371107, 1],
    [95, 100, 0.8882495307680808, 0.9784563208456319],
  ])('of %i in %i matches the reference', (successes, n, low, high) => {
    const interval = wilsonInterval(successes, n)
    expect(Math.abs(interval.low - low)).toBeLessThan(1e-12)
    expect(Math.abs(interval.high - high)).toBeLessThan(1e-12)
  })

  test('one-sided, 90 in 100 matches the reference, and leaves the other end open', () => {
    const { low, high } = wilsonInterval(90, 100, { sided: 'lower' })
    expect(Math.abs(low - 0.8396444903889078)).toBeLessThan(1e-12)
    expect(high).toBe(1)
    const upper = wilsonInterval(10, 100, { sided: 'upper' })
    expect(upper.low).toBe(0)
    expect(upper.high).toBeCloseTo(1 - low, 12)
  })

  test('knows nothing without rows', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })

  test('refuses more successes than rows', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError)
    expect(() => wilsonInterval(0.5, 2)).toThrow(RangeError)
  })

  const counts = fc
    .integer({ min: 1, max: 3000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

  test('holds the estimate, stays within 0 to 1 and widens with confidence', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.5, max: 0.98, noNaN: true }), ([x, n], confidence) => {
        const narrow = wilsonInterval(x, n, { confidence })
        const wide = wilsonInterval(x, n, { confidence: confidence + 0.015 })
        expect(narrow.low).toBeGreaterThanOrEqual(0)
        expect(narrow.low).toBeLessThanOrEqual(x / n)
        expect(narrow.high).toBeGreaterThanOrEqual(x / n)
        expect(narrow.high).toBeLessThanOrEqual(1)
        expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low)
      }),
    )
  })

  test('mirrors successes and failures', () => {
    fc.assert(
      fc.property(counts, ([x, n]) => {
        expect(wilsonInterval(n - x, n).low).toBeCloseTo(1 - wilsonInterval(x, n).high, 12)
      }),
    )
  })
})

describe('rows to reach a threshold', () => {
  test('is the smallest number of rows whose lower bound gets there', () => {
    // 9 in 10 against 0.8: 2.7055 * 0.16 / 0.01 = 43.3 rows.
    expect(rowsToReach(0.8, 0.9)).toBe(44)
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 19 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (k, t) => {
          const rate = k / 20
          const rows = rowsToReach(t, rate)
          expect(rows === undefined).toBe(rate <= t)
          if (rows === undefined) return
          // Only multiples of 20 hold this rate exactly: the bound holds from the first at or above on.
          const above = Math.ceil(rows / 20) * 20
          const below = Math.floor((rows - 1) / 20) * 20
          expect(
            wilsonInterval(Math.round(above * rate), above, { sided: 'lower' }).low,
          ).toBeGreaterThanOrEqual(t - 1e-12)
          expect(wilsonInterval(Math.round(below * rate), below, { sided: 'lower' }).low).toBeLessThan(
            t + 1e-12,
          )
        },
      ),
    )
  })

  test('is nothing when the rate is not above the threshold', () => {
    expect(rowsToReach(0.8, 0.8)).toBeUndefined()
    expect(rowsToReach(0.8, 0.7)).toBeUndefined()
  })
})

describe('a share', () => {
  test('has an estimate and its interval', () => {
    expect(shareOf(10, 10)).toEqual({
      successes: 10,
      n: 10,
      effectiveN: 10,
      estimate: value(1),
      low: expect.closeTo(0.7224672001371107, 12) as number,
      high: 1,
    })
  })

  test('has no estimate without rows, and says why', () => {
    expect(shareOf(0, 0, 'nobody came')).toEqual({
      successes: 0,
      n: 0,
      effectiveN: 0,
      estimate: { kind: 'undefined', reason: 'nobody came' },
      low: 0,
      high: 1,
    })
  })

  test('is never NaN', () => {
    expect(() => value(Number.NaN)).toThrow('must be finite')
  })
})

describe("Tango's interval", () => {
  // reference/agreement.json, paired_*
  test.each([
    [7, 1, 21, 0.026003032480868535, 0.5172322764213773],
    [16, 6, 161, 0.005433395731677089, 0.12402343246406898],
    [12, 2, 50, 0.06111240618634398, 0.3447087482821487],
    [150, 86, 1600, 0.021361564754787232, 0.05899803330569942],
    [8, 22, 200, -0.12693849305561095, -0.01735729383509669],
  ])('of %i against %i on %i rows matches the reference', (first, second, n, low, high) => {
    const interval = tangoInterval(first, second, n)
    expect(Math.abs(interval.low - low)).toBeLessThan(1e-9)
    expect(Math.abs(interval.high - high)).toBeLessThan(1e-9)
  })

  // reference/agreement.json, noninferiority_tango_*: the one-sided 95 % bound is the two-sided 90 % one. Its
  // b counts rows that only the baseline gets right, so the candidate's count comes first here.
  test.each([
    [22, 8, 0.026106105002769484],
    [8, 12, -0.05935171202053358],
    [10, 20, -0.09705182926950923],
  ])('at 90 %% of %i against %i on 200 rows matches the reference', (first, second, low) => {
    expect(Math.abs(tangoInterval(first, second, 200, { confidence: 0.9 }).low - low)).toBeLessThan(1e-9)
  })

  test('without any difference is z² / (n + z²) on both sides', () => {
    const { low, high } = tangoInterval(0, 0, 50)
    const bound = 1.9599639845400536 ** 2 / (50 + 1.9599639845400536 ** 2)
    expect(high).toBeCloseTo(bound, 12)
    expect(low).toBeCloseTo(-bound, 12)
  })

  test('ends at 1 when the first alone is always right', () => {
    expect(tangoInterval(5, 0, 5).high).toBe(1)
    expect(tangoInterval(0, 5, 5).low).toBe(-1)
  })

  test('holds the difference, and turns round with the judges', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 200 }), (first, second, rest) => {
        const n = first + second + rest
        const { low, high } = tangoInterval(first, second, n)
        const swapped = tangoInterval(second, first, n)
        expect(low).toBeLessThanOrEqual((first - second) / n)
        expect(high).toBeGreaterThanOrEqual((first - second) / n)
        expect(swapped.low).toBeCloseTo(-high, 9)
        expect(swapped.high).toBeCloseTo(-low, 9)
      }),
    )
  })

  test('refuses counts that do not fit the rows', () => {
    expect(() => tangoInterval(3, 3, 5)).toThrow(RangeError)
    expect(() => tangoInterval(0, 0, 0)).toThrow(RangeError)
  })
})

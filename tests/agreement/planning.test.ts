import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialDistribution } from '../../src/agreement/intervals/binomial-distribution.ts'
import { wilsonBounds, wilsonInterval } from '../../src/agreement/intervals/wilson-interval.ts'
import { exactTestRows } from '../../src/agreement/planning/exact-test-rows.ts'
import { gatePower, mostErrors, rowsForGate } from '../../src/agreement/planning/gate-power.ts'
import {
  rowsForDrop,
  rowsForMeanDifference,
  rowsForNonInferiority,
  rowsPerSample,
  smallestDrop,
} from '../../src/agreement/planning/paired-rows.ts'
import { regressionBlockChance } from '../../src/agreement/planning/regression-power.ts'
import { rowsForHalfWidth } from '../../src/agreement/planning/rows-for-half-width.ts'
import { value } from '../../src/agreement/statistic.ts'
import { reference, referenceKeys } from './reference-values.ts'

const runs = { numRuns: process.env['LONG'] ? 1000 : 50 }

/** The numbers in a key such as `connor_n_delta0.05_disc0.1`, in order. */
function numbersIn(key: string, pattern: RegExp): number[] {
  return (pattern.exec(key) ?? []).slice(1).map(Number)
}

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

describe('the rows of a paired comparison', () => {
  // The formula's own n, before rounding, is the n at which the drop is the smallest seen.
  test.each([
    ['connor_045_005', 0.4, 0.5],
    ['connor_or2_pd045', 0.15, 0.45],
  ] as const)('match %s', (key, drop, discordance) => {
    const { n, published } = reference<{ n: number; published: number }>(key)
    expect(rowsForDrop(drop, discordance)).toEqual(value(published))
    expect(smallestDrop(n, discordance, { sided: 'two' })).toEqual({
      kind: 'value',
      value: expect.closeTo(drop, 12) as number,
    })
  })

  test.each(referenceKeys('paired_n_'))('match %s', (key) => {
    const [drop = 0, discordance = 0] = numbersIn(key, /delta([\d.]+)_disc([\d.]+)$/)
    const { n_connor, one_sided_n, power_midp_exact } = reference<{
      n_connor: number
      one_sided_n: number
      power_midp_exact: number
    }>(key)
    expect(rowsForDrop(drop, discordance)).toEqual(value(n_connor))
    expect(rowsForDrop(drop, discordance, { sided: 'one' })).toEqual(value(one_sided_n))
    // The two-sided test at 5 % is the one-sided one at 2.5 %, once for either judge.
    const chance = (direction: 1 | -1) =>
      regressionBlockChance(n_connor, discordance, direction * drop, { tolerance: 0, level: 0.025 })
    expect(chance(1) + chance(-1)).toBeCloseTo(power_midp_exact, 9)
  })

  test('are enough for their own drop, and one fewer is not', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.constantFrom('one' as const, 'two' as const),
        (discordance, part, sided) => {
          const drop = part * discordance
          const rows = rowsForDrop(drop, discordance, { sided })
          if (rows.kind === 'undefined') throw new Error(rows.reason)
          const seen = smallestDrop(rows.value, discordance, { sided })
          expect(seen.kind === 'value' && seen.value).toBeLessThanOrEqual(drop + 1e-12)
          fc.pre(rows.value > 1)
          const unseen = smallestDrop(rows.value - 1, discordance, { sided })
          if (unseen.kind === 'value') expect(unseen.value).toBeGreaterThan(drop - 1e-12)
        },
      ),
      runs,
    )
  })

  test('of a drop beyond the discordance do not exist', () => {
    expect(rowsForDrop(0.11, 0.1)).toEqual({
      kind: 'undefined',
      reason: 'the drop is larger than the share of rows on which one judge alone is right',
    })
    expect(() => rowsForDrop(0, 0.1)).toThrow(RangeError)
    expect(() => rowsForDrop(0.1, 1.1)).toThrow(RangeError)
  })
})

describe('the smallest drop seen', () => {
  test('falls with more rows and with fewer changed verdicts', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 3, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (n, discordance) => {
          const at = (rows: number, share: number) => {
            const found = smallestDrop(rows, share)
            if (found.kind === 'undefined') throw new Error(found.reason)
            return found.value
          }
          expect(at(n + 1, discordance)).toBeLessThan(at(n, discordance))
          expect(at(n, discordance + 0.1)).toBeGreaterThanOrEqual(at(n, discordance))
        },
      ),
      runs,
    )
  })

  test('brings its own discordance where it is the larger one', () => {
    const seen = smallestDrop(20, 0)
    expect(seen).toEqual(smallestDrop(20, 0.05))
    if (seen.kind === 'undefined') throw new Error(seen.reason)
    expect(rowsForDrop(seen.value * (1 + 1e-12), seen.value * (1 + 1e-12), { sided: 'one' })).toEqual(
      value(20),
    )
  })

  test('does not exist on fewer rows than show any', () => {
    // A drop from 1 to 0 takes z² = 2.7 rows.
    expect(smallestDrop(2.7, 0.1)).toEqual({ kind: 'undefined', reason: 'there are too few rows' })
    expect(smallestDrop(2.71, 0.1).kind).toBe('value')
    expect(() => smallestDrop(0, 0.1)).toThrow(RangeError)
    expect(() => smallestDrop(10, 1.1)).toThrow(RangeError)
  })
})

describe('the rows of other comparisons', () => {
  test.each(referenceKeys('noninferiority_n_'))('match %s', (key) => {
    const [margin = 0, discordance = 0] = numbersIn(key, /margin([\d.]+)_disc([\d.]+)$/)
    expect(rowsForNonInferiority(margin, discordance)).toBe(reference<{ n: number }>(key).n)
  })

  test.each(referenceKeys('unpaired_n_per_arm_'))('match %s', (key) => {
    const [before = 0, after = 0] = numbersIn(key, /arm_([\d.]+)_([\d.]+)$/)
    expect(rowsPerSample(before, after)).toBe(reference<{ n: number }>(key).n)
    expect(rowsPerSample(after, before, { sided: 'one' })).toBeLessThan(rowsPerSample(before, after))
  })

  test('match miller_delta3_omega2_1_9', () => {
    const { n, published } = reference<{ n: number; published: number }>('miller_delta3_omega2_1_9')
    expect(rowsForMeanDifference(0.03, 1 / 9)).toBe(published)
    // Rows are proportional to the variance: the formula's own n, before rounding.
    const toAThousand = 1000 / n / 9
    expect(rowsForMeanDifference(0.03, toAThousand * (1 - 1e-12))).toBe(1000)
    expect(rowsForMeanDifference(0.03, toAThousand * (1 + 1e-12))).toBe(1001)
  })

  test('are at least one, and refuse what is no comparison', () => {
    expect(rowsForNonInferiority(0.05, 0)).toBe(1)
    expect(() => rowsForNonInferiority(0, 0.1)).toThrow(RangeError)
    expect(() => rowsForMeanDifference(0.1, -1)).toThrow(RangeError)
    expect(() => rowsPerSample(0.8, 0.8)).toThrow(RangeError)
    expect(() => rowsPerSample(0.8, 1.8)).toThrow(RangeError)
  })
})

/** The chance that a judge with this discordance, and no true drop, falls by more than the tolerance. */
function naiveAlarm(n: number, discordance: number, drop: number, tolerance: number): number {
  const share = (discordance + drop) / (2 * discordance)
  let chance = 0
  for (let discordant = 1; discordant <= n; discordant++) {
    const here =
      binomialDistribution(discordant, n, discordance) - binomialDistribution(discordant - 1, n, discordance)
    // Blocked where onlyOld - onlyNew > tolerance * n, that is from `fewest` on.
    const fewest = Math.floor((discordant + n * tolerance) / 2 + 1e-9) + 1
    chance += here * binomialDistribution(discordant - fewest, discordant, 1 - share)
  }
  return chance
}

describe('the chance that a regression gate blocks', () => {
  test.each(referenceKeys('naive_gate_false_alarm_'))('a naive one as in %s', (key) => {
    const [n = 0, tolerance = 0] = numbersIn(key, /_n(\d+)_tol([\d.]+)$/)
    expect(naiveAlarm(n, 0.1, 0, tolerance)).toBeCloseTo(reference<{ prob: number }>(key).prob, 9)
  })

  test.each([
    [50, 0.1, 0, 0.246, 0.03],
    [100, 0.1, 0, 0.212, 0.042],
    [100, 0.1, 0.05, 0.789, 0.453],
    [100, 0.15, 0.1, 0.981, 0.861],
    [200, 0.1, 0, 0.156, 0.049],
    [200, 0.1, 0.05, 0.896, 0.741],
    [200, 0.15, 0.1, 0.999, 0.989],
    [400, 0.1, 0, 0.089, 0.05],
    [400, 0.1, 0.05, 0.969, 0.948],
  ])('on %i rows, discordance %s, drop %s: naive %s, significant %s', (n, discordance, drop, naive, both) => {
    expect(naiveAlarm(n, discordance, drop, 0.02)).toBeCloseTo(naive, 3)
    expect(regressionBlockChance(n, discordance, drop, { tolerance: 0 })).toBeCloseTo(both, 3)
    const withTolerance = regressionBlockChance(n, discordance, drop, { tolerance: 0.02 })
    expect(Math.abs(withTolerance - both)).toBeLessThan(0.0006)
  })

  test('is the sum over every outcome', () => {
    // Three rows, discordance .5, drop .3: shares .4 and .1. At level .2 only the outcomes (2, 0) and (3, 0) block.
    const chance = 3 * 0.4 ** 2 * 0.5 + 0.4 ** 3
    expect(regressionBlockChance(3, 0.5, 0.3, { tolerance: 0, level: 0.2 })).toBeCloseTo(chance, 12)
    expect(regressionBlockChance(3, 0.5, 0.3, { tolerance: 0.67, level: 0.2 })).toBeCloseTo(0.4 ** 3, 12)
  })

  test('stays below the level for an unchanged judge, and rises with the drop', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.02, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (n, discordance, part) => {
          const at = (drop: number) => regressionBlockChance(n, discordance, drop)
          // Mid-p may exceed its level a little (Fagerland, Lydersen and Laake 2013: never by much).
          expect(at(0)).toBeLessThan(0.06)
          expect(at(part * discordance)).toBeGreaterThanOrEqual(at(0) - 1e-12)
          expect(at(discordance)).toBeGreaterThanOrEqual(at(part * discordance) - 1e-12)
          expect(at(-part * discordance)).toBeLessThanOrEqual(at(0) + 1e-12)
        },
      ),
      runs,
    )
  })

  test('is nothing where nothing changes, and refuses a drop beyond the discordance', () => {
    expect(regressionBlockChance(100, 0, 0)).toBe(0)
    expect(regressionBlockChance(0, 0.1, 0)).toBe(0)
    expect(() => regressionBlockChance(100, 0.1, 0.2)).toThrow(RangeError)
    expect(() => regressionBlockChance(1.5, 0.1, 0)).toThrow(RangeError)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialDistribution } from '../../src/agreement/intervals/binomial-distribution.ts'
import {
  rowsForDrop,
  rowsForMeanDifference,
  rowsForNonInferiority,
  rowsPerSample,
  smallestDrop,
} from '../../src/agreement/planning/paired-rows.ts'
import { regressionBlockChance } from '../../src/agreement/planning/regression-power.ts'
import { value } from '../../src/agreement/statistic.ts'
import { numbersIn, reference, referenceKeys } from './reference-values.ts'

const runs = { numRuns: process.env['LONG'] ? 1000 : 50 }

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

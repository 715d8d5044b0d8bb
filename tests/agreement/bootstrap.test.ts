import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wilsonInterval } from '../../src/agreement/intervals/wilson-interval.ts'
import { bootstrapInterval } from '../../src/agreement/paired/bootstrap.ts'
import { type Statistic, undefinedStatistic, value } from '../../src/agreement/statistic.ts'
import { seededRandom } from '../../src/io/index.ts'

const runs = { numRuns: process.env['LONG'] ? 300 : 30 }

function mean(numbers: readonly number[]): Statistic {
  return value(numbers.reduce((sum, number) => sum + number, 0) / numbers.length)
}

const scores = (right: number, n: number) => Array.from({ length: n }, (_, index) => Number(index < right))

describe('the bootstrap', () => {
  test('takes its quantiles from all resamples, linear between neighbours', () => {
    // Two units and two draws each: random gives the resamples (0, 0), (0, 1), (1, 0) and (1, 1).
    const draws = [0, 0, 0, 0.5, 0.5, 0, 0.99, 0.99]
    const random = () => draws.shift() ?? Number.NaN
    // Sorted means 0, .5, .5, 1: the quantile .25 lies at .75 between the first two.
    expect(bootstrapInterval([0, 1], mean, { random, resamples: 4, confidence: 0.5 })).toEqual({
      kind: 'value',
      low: 0.375,
      high: 0.625,
      resamples: 4,
      undefinedShare: 0,
    })
  })

  test('gives the same interval for the same seed, and another for another', () => {
    const units = Array.from({ length: 60 }, (_, index) => Math.sin(index))
    const at = (seed: number) => bootstrapInterval(units, mean, { random: seededRandom(seed) })
    expect(at(7)).toEqual(at(7))
    expect(at(7)).not.toEqual(at(8))
    expect(at(7)).toMatchObject({ kind: 'value', resamples: 2000, undefinedShare: 0 })
  })

  test("comes close to Wilson's interval for a share", () => {
    const found = bootstrapInterval(scores(170, 200), mean, { random: seededRandom(1) })
    const { low, high } = wilsonInterval(170, 200)
    if (found.kind === 'undefined') throw new Error(found.reason)
    expect(Math.abs(found.low - low)).toBeLessThan(0.015)
    expect(Math.abs(found.high - high)).toBeLessThan(0.015)
  })

  test('widens with whole clusters as units', () => {
    // Ten clusters of four equal rows say no more than ten rows.
    const clusters = scores(7, 10).map((score) => [score, score, score, score])
    const rows = clusters.flat()
    const byRow = bootstrapInterval(rows, mean, { random: seededRandom(1) })
    const byCluster = bootstrapInterval(clusters, (drawn) => mean(drawn.flat()), { random: seededRandom(1) })
    if (byRow.kind === 'undefined' || byCluster.kind === 'undefined') throw new Error('There are enough.')
    const ratio = (byCluster.high - byCluster.low) / (byRow.high - byRow.low)
    expect(ratio).toBeGreaterThan(1.7)
    expect(ratio).toBeLessThan(2.3)
  })

  test('stays within what the statistic can be, and widens with confidence', () => {
    const units = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(units, fc.integer(), (numbers, seed) => {
        const at = (confidence: number) =>
          bootstrapInterval(numbers, mean, { random: seededRandom(seed), resamples: 200, confidence })
        const [narrow, wide] = [at(0.8), at(0.95)]
        if (narrow.kind === 'undefined' || wide.kind === 'undefined') throw new Error('A mean always exists.')
        expect(wide.low).toBeGreaterThanOrEqual(Math.min(...numbers))
        expect(wide.high).toBeLessThanOrEqual(Math.max(...numbers))
        expect(wide.low).toBeLessThanOrEqual(narrow.low)
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high)
      }),
      runs,
    )
  })

  /** Exists where a 1 was drawn. */
  const shareOfOnes = (numbers: readonly number[]) =>
    numbers.includes(1) ? mean(numbers) : undefinedStatistic('no row passes')

  test('leaves out the few resamples without a statistic, and tells their share', () => {
    const found = bootstrapInterval(scores(4, 40), shareOfOnes, { random: seededRandom(3) })
    if (found.kind === 'undefined') throw new Error(found.reason)
    // (1 - 4/40)^40 = .0148 of them are expected.
    expect(found.undefinedShare).toBeGreaterThan(0.005)
    expect(found.undefinedShare).toBeLessThan(0.03)
    expect(found.low).toBe(0.025)
  })

  test('refuses when too many have none, when there are no two units, and wrong settings', () => {
    const random = seededRandom(3)
    const rare = bootstrapInterval(scores(1, 40), shareOfOnes, { random, resamples: 1000 })
    expect(rare.kind === 'undefined' && rare.reason).toMatch(
      /^it does not exist in 3\d\d of 1000 resamples: no row passes$/,
    )
    expect(bootstrapInterval([1], mean, { random })).toEqual({
      kind: 'undefined',
      reason: 'a bootstrap needs at least 2 independent units, got 1',
    })
    expect(() => bootstrapInterval([0, 1], mean, { random, resamples: 0 })).toThrow(RangeError)
    expect(() => bootstrapInterval([0, 1], mean, { random, confidence: 1 })).toThrow(RangeError)
  })
})

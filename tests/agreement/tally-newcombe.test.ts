import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  comparePairTally,
  type Pair,
  pairShares,
  pairTally,
  tallyNewcombe,
} from '../../src/agreement/index.ts'
import { benjaminiHochberg } from '../../src/agreement/paired/benjamini-hochberg.ts'
import { benjaminiYekutieli } from '../../src/agreement/paired/benjamini-yekutieli.ts'
import { newcombePaired } from '../../src/agreement/paired/newcombe-paired.ts'

const runs = { numRuns: process.env['LONG'] ? 2000 : 100 }

const pair = fc.record({ first: fc.boolean(), second: fc.boolean() })

function measured(pairs: readonly Pair[]) {
  const tally = pairTally(pairs)
  const figures = comparePairTally(tally)
  if (figures.kind === 'undefined') throw new Error(figures.reason)
  return { tally, figures }
}

test('Newcombe’s interval of rows that stand for themselves is that of their counts', () => {
  fc.assert(
    fc.property(
      fc.array(pair, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(0.9, 0.95),
      (pairs, confidence) => {
        const { tally, figures } = measured(pairs)
        const count = (first: boolean, second: boolean) =>
          pairs.filter((one) => one.first === first && one.second === second).length
        const counts = {
          both: count(true, true),
          onlyFirst: count(true, false),
          onlySecond: count(false, true),
          neither: count(false, false),
        }
        const [found, wanted] = [
          tallyNewcombe(tally, figures, { confidence }),
          newcombePaired(counts, { confidence }),
        ]
        if (found.kind === 'undefined' || wanted.kind === 'undefined') throw new Error('There are rows.')
        expect(found.difference).toBeCloseTo(wanted.difference, 9)
        expect(found.low).toBeCloseTo(wanted.low, 6)
        expect(found.high).toBeCloseTo(wanted.high, 6)
        const shares = pairShares(figures)
        expect(shares.both * pairs.length).toBeCloseTo(counts.both, 9)
        expect(shares.neither * pairs.length).toBeCloseTo(counts.neither, 9)
      },
    ),
    runs,
  )
})

test('clusters only widen it', () => {
  fc.assert(
    fc.property(
      fc.array(pair, { minLength: 12, maxLength: 60 }),
      fc.integer({ min: 2, max: 6 }),
      (pairs, size) => {
        const clustered = pairs.map((one, index) => ({ ...one, cluster: `c${Math.floor(index / size)}` }))
        const { tally, figures } = measured(clustered)
        const found = tallyNewcombe(tally, figures)
        const alone = measured(pairs)
        const independent = tallyNewcombe(alone.tally, alone.figures)
        if (found.kind === 'undefined' || independent.kind === 'undefined') throw new Error('There are rows.')
        expect(found.low).toBeLessThanOrEqual(found.difference)
        expect(found.high).toBeGreaterThanOrEqual(found.difference)
        if (figures.effectiveRows > pairs.length) return
        expect(found.high - found.low).toBeGreaterThanOrEqual(independent.high - independent.low - 1e-9)
      },
    ),
    runs,
  )
})

test('Benjamini and Hochberg multiply by tests over rank', () => {
  // 6/2 * .01, 6/5 * .04 twice, the same for .03 (6/3 * .03 is above it), 6/1 * .005 (6/2 * .01 is as much), 6/6 * .2
  const pValues = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04]
  const close = [0.03, 0.048, 0.048, 0.03, 0.2, 0.048].map((p) => expect.closeTo(p, 12) as number)
  expect(benjaminiHochberg(pValues)).toEqual(close)
  expect(benjaminiHochberg([])).toEqual([])
  expect(() => benjaminiHochberg([2])).toThrow('P-values from 0 to 1 were expected, got 2.')
})

test('Benjamini and Hochberg are Benjamini and Yekutieli without the harmonic number, where neither ends at 1', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(probability, { minLength: 1, maxLength: 20 }), (pValues) => {
      const harmonic = pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
      const dependent = benjaminiYekutieli(pValues)
      benjaminiHochberg(pValues).forEach((q, index) => {
        expect(dependent[index]).toBeCloseTo(Math.min(1, q * harmonic), 12)
      })
    }),
    runs,
  )
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benjaminiYekutieli } from '../../src/agreement/paired/benjamini-yekutieli.ts'
import { holm } from '../../src/agreement/paired/holm.ts'

const runs = { numRuns: process.env['LONG'] ? 3000 : 200 }

const close = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, 12) as number)

const probability = fc.double({ min: 0, max: 1, noNaN: true })

describe.each([
  { name: 'Holm', adjust: holm },
  { name: 'Benjamini and Yekutieli', adjust: benjaminiYekutieli },
])('the adjustment of $name', ({ adjust }) => {
  test('keeps the order of the p-values, raises them, and ends at 1', () => {
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 20 }), (pValues) => {
        const adjusted = adjust(pValues)
        expect(adjusted).toHaveLength(pValues.length)
        pValues.forEach((p, index) => {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p)
          expect(adjusted[index]).toBeLessThanOrEqual(1)
          pValues.forEach((other, place) => {
            if (other < p) expect(adjusted[place]).toBeLessThanOrEqual(adjusted[index] ?? Number.NaN)
            if (other === p) expect(adjusted[place]).toBe(adjusted[index])
          })
        })
      }),
      runs,
    )
  })

  test('goes with its p-value wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 20 }), (pValues) => {
        expect(adjust(pValues.toReversed())).toEqual(adjust(pValues).toReversed())
      }),
      runs,
    )
  })

  test('leaves a single one alone, and takes none', () => {
    expect(adjust([0.03])).toEqual([0.03])
    expect(adjust([])).toEqual([])
  })

  test('refuses what is no p-value', () => {
    expect(() => adjust([0.1, Number.NaN])).toThrow('P-values from 0 to 1 were expected, got NaN.')
    expect(() => adjust([1.1])).toThrow(RangeError)
  })
})

test('Holm multiplies by the tests that are left', () => {
  // 6 * .005, 5 * .01, 4 * .03, 3 * .04 and 2 * .04 (not below the one before), 1 * .2
  expect(holm([0.01, 0.04, 0.03, 0.005, 0.2, 0.04])).toEqual(close([0.05, 0.12, 0.12, 0.03, 0.2, 0.12]))
})

test('Benjamini and Yekutieli multiply by tests over rank and the harmonic number', () => {
  // scipy 1.17, stats.false_discovery_control(p, method='by')
  expect(benjaminiYekutieli([0.01, 0.04, 0.03, 0.005, 0.2, 0.04])).toEqual(
    close([0.0735, 0.1176, 0.1176, 0.0735, 0.49, 0.1176]),
  )
})

test('Holm never asks less than the false discovery rate without its harmonic number', () => {
  fc.assert(
    fc.property(fc.array(probability, { minLength: 1, maxLength: 20 }), (pValues) => {
      const harmonic = pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
      const discovered = benjaminiYekutieli(pValues)
      holm(pValues).forEach((p, index) => {
        expect(p).toBeGreaterThanOrEqual((discovered[index] ?? Number.NaN) / harmonic - 1e-12)
      })
    }),
    runs,
  )
})

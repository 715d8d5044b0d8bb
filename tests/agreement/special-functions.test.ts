import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { betaDistribution, betaQuantile } from '../../src/agreement/intervals/beta-distribution.ts'
import { binomialDistribution } from '../../src/agreement/intervals/binomial-distribution.ts'
import { bisect } from '../../src/agreement/intervals/bisect.ts'
import { normalDistribution } from '../../src/agreement/intervals/normal-distribution.ts'
import { normalQuantile } from '../../src/agreement/intervals/normal-quantile.ts'
import { studentDistribution, studentQuantile } from '../../src/agreement/intervals/student-distribution.ts'

const runs = { numRuns: process.env['LONG'] ? 5000 : 200 }

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected))
}

describe('the normal distribution', () => {
  // mpmath 1.3, 40 digits
  test.each([
    [-37, 5.725571222524577e-300],
    [-20, 2.7536241186062337e-89],
    [-8.5, 9.479534822203318e-18],
    [-3, 0.0013498980316300946],
    [-1.5, 0.06680720126885807],
    [-1, 0.15865525393145705],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1.959963984540054, 0.975],
    [5, 0.9999997133484281],
    [Infinity, 1],
    [-Infinity, 0],
  ])('at %s is %s', (z, expected) => {
    expectRelative(normalDistribution(z), expected, 1e-14)
  })

  test('is undone by its quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: Math.log10(0.5), noNaN: true }), (exponent) => {
        const probability = 10 ** exponent
        expectRelative(normalDistribution(normalQuantile(probability)), probability, 1e-12)
        expect(normalDistribution(-normalQuantile(probability))).toBeCloseTo(1 - probability, 14)
      }),
      runs,
    )
  })
})

describe('the regularised incomplete beta function', () => {
  // mpmath 1.3, 40 digits, at the very doubles given
  test.each([
    [0.4, 2, 3, 0.5248],
    [0.2, 0.5, 0.5, 0.2951672353008666],
    [0.8, 15.3, 2.7, 0.24376525242676844],
    [0.55, 300, 200, 0.011853654379737195],
    [0.48, 1000, 1000, 0.03677948327863957],
    [0.768, 1e5, 3e4, 0.14614243612237868],
    [0.4995, 1e6, 1e6, 0.07864957758090163],
    [0.999996, 1e6, 2, 0.09157746181879911],
  ])('at %s of (%s, %s) is %s', (x, a, b, expected) => {
    expectRelative(betaDistribution(x, a, b), expected, 3e-13)
  })

  test('has the closed forms that are known', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.01, max: 200, noNaN: true }),
        (x, shape) => {
          expectRelative(betaDistribution(x, shape, 1), x ** shape, 1e-12)
          expectRelative(betaDistribution(x, 1, shape), -Math.expm1(shape * Math.log1p(-x)), 1e-12)
          expectRelative(betaDistribution(x, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(x)), 1e-13)
        },
      ),
      runs,
    )
  })

  const shapes = fc.double({ min: 0.05, max: 5000, noNaN: true })

  test('rises from 0 to 1, and mirrors', () => {
    fc.assert(
      fc.property(shapes, shapes, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, x) => {
        const at = betaDistribution(x, a, b)
        expect(at).toBeGreaterThanOrEqual(0)
        expect(at).toBeLessThanOrEqual(1)
        expect(betaDistribution(Math.min(1, x + 0.01), a, b)).toBeGreaterThanOrEqual(at - 1e-13)
        expect(betaDistribution(1 - x, b, a, x)).toBeCloseTo(1 - at, 12)
      }),
      runs,
    )
    expect(betaDistribution(0, 2, 3)).toBe(0)
    expect(betaDistribution(1, 2, 3)).toBe(1)
    expect(betaDistribution(0.5, Number.MIN_VALUE, 1)).toBe(1)
    expect(betaDistribution(0.5, 1, Number.MIN_VALUE)).toBe(0)
  })

  test('is undone by its quantile', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 5000, noNaN: true }),
        fc.double({ min: 0.2, max: 5000, noNaN: true }),
        fc.double({ min: 0.001, max: 0.99, noNaN: true }),
        (a, b, probability) => {
          const x = betaQuantile(probability, a, b)
          // Near 1 neighbouring doubles are further apart than the probability is exact.
          fc.pre(x < 0.999)
          expect(betaDistribution(x, a, b)).toBeCloseTo(probability, 11)
        },
      ),
      runs,
    )
    expect(betaQuantile(0, 2, 3)).toBe(0)
    expect(betaQuantile(1, 2, 3)).toBe(1)
    expectRelative(betaQuantile(0.025, 1, 20), 1 - 0.975 ** (1 / 20), 1e-13)
  })

  test.each([
    [-0.1, 1, 1],
    [1.1, 1, 1],
    [0.5, 0, 1],
    [0.5, 1, -1],
    [Number.NaN, 1, 1],
  ])('refuses %s of (%s, %s)', (x, a, b) => {
    expect(() => betaDistribution(x, a, b)).toThrow(RangeError)
    expect(() => betaQuantile(x, a, b)).toThrow(RangeError)
  })
})

describe("Student's t", () => {
  // mpmath 1.3, 30 digits, at the very doubles given
  test.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.95, 3.7, 2.1824938039146],
    [0.975, 10, 2.228138851986274],
    [0.995, 29, 2.756385903670605],
    [0.001, 5, -5.893429531356009],
    [0.975, 1e6, 1.959966356814107],
    [0.5, 7, 0],
  ])('has the quantile at %s with %s degrees of freedom: %s', (probability, degreesOfFreedom, expected) => {
    expectRelative(studentQuantile(probability, degreesOfFreedom), expected, 1e-12)
  })

  test('is undone by its quantile, symmetric, and wider than the normal distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.0001, max: 0.4999, noNaN: true }),
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        (probability, degreesOfFreedom) => {
          const t = studentQuantile(probability, degreesOfFreedom)
          expectRelative(studentDistribution(t, degreesOfFreedom), probability, 1e-11)
          expect(studentDistribution(-t, degreesOfFreedom)).toBeCloseTo(1 - probability, 13)
          expectRelative(studentQuantile(1 - probability, degreesOfFreedom), -t, 1e-8)
          expect(t).toBeLessThan(normalQuantile(probability) + 1e-9)
        },
      ),
      runs,
    )
  })

  test('refuses what has no distribution', () => {
    expect(() => studentQuantile(0, 5)).toThrow(RangeError)
    expect(() => studentQuantile(1, 5)).toThrow(RangeError)
    expect(() => studentDistribution(0, 0)).toThrow(RangeError)
    expect(() => studentDistribution(0, Infinity)).toThrow(RangeError)
  })
})

describe('the binomial distribution', () => {
  test('is the sum of its terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: -2, max: 62 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, count, rate) => {
          let [sum, ways] = [0, 1]
          for (let k = 0; k <= Math.min(count, n); k++) {
            sum += ways * rate ** k * (1 - rate) ** (n - k)
            ways *= (n - k) / (k + 1)
          }
          expect(binomialDistribution(count, n, rate)).toBeCloseTo(sum, 12)
        },
      ),
      runs,
    )
    expect(() => binomialDistribution(1, 2, 1.5)).toThrow(RangeError)
  })
})

test('bisection ends where no double lies between', () => {
  expect(bisect(0, 2, (at) => at * at < 2)).toBeCloseTo(Math.SQRT2, 15)
  expect(bisect(1, 1, () => true)).toBe(1)
  expect(bisect(-1, 1, (at) => at < 1e-300)).toBeCloseTo(1e-300, 15)
})

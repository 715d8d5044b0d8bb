import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Interval, type Judgement, measureAgreement, tangoInterval } from '../../src/agreement/index.ts'
import { balancedBounds } from '../../src/agreement/balanced-accuracy.ts'
import { kappaBounds } from '../../src/agreement/coefficients/kappa.ts'
import { newcombeDifference } from '../../src/agreement/intervals/newcombe-difference.ts'
import type { IntervalSide } from '../../src/agreement/intervals/wilson-interval.ts'
import { newcombePaired } from '../../src/agreement/paired/newcombe-paired.ts'

const runs = { numRuns: process.env['LONG'] ? 2000 : 100 }
const sides: readonly IntervalSide[] = ['two', 'lower', 'upper']

/** Two levels of confidence, the larger one last. */
const levels = fc
  .tuple(fc.double({ min: 0.5, max: 0.97, noNaN: true }), fc.double({ min: 0.01, max: 0.5, noNaN: true }))
  .map(([confidence, step]): [number, number] => [confidence, confidence + step * (0.999 - confidence)])

/** What an interval may span at most; an open end lies there. */
interface Range {
  least: number
  most: number
}

/** At more confidence no end moves inwards, and an interval that has room is wider. */
function expectWider(
  boundsAt: (options: { confidence: number; sided: IntervalSide }) => Interval,
  [less, more]: [number, number],
  { least, most }: Range,
  sided: IntervalSide,
): void {
  const narrow = boundsAt({ confidence: less, sided })
  const wide = boundsAt({ confidence: more, sided })
  const slack = 1e-9
  for (const { low, high } of [narrow, wide]) {
    expect(low).toBeGreaterThanOrEqual(least - slack)
    expect(high).toBeLessThanOrEqual(most + slack)
    if (sided === 'upper') expect(low).toBe(least)
    if (sided === 'lower') expect(high).toBe(most)
  }
  expect(wide.low).toBeLessThanOrEqual(narrow.low + slack)
  expect(wide.high).toBeGreaterThanOrEqual(narrow.high - slack)
  const hasRoom = narrow.low > least + slack || narrow.high < most - slack
  if (sided === 'two' && hasRoom) expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low)
}

const difference = { least: -1, most: 1 }

describe('with confidence, at either end, widens', () => {
  const count = fc.nat(60)
  const side = fc.constantFrom(...sides)
  const label = fc.constantFrom('a', 'b')
  const judgements = fc.array(
    fc.record({
      truth: label,
      verdict: fc.option(label, { nil: undefined }),
      weight: fc.constantFrom(1, 2, 3.5),
      cluster: fc.nat(9).map(String),
    }),
    { minLength: 1, maxLength: 40 },
  )
  const withFacts = (kind: number, rows: Judgement[]) =>
    rows.map(({ weight, cluster, ...row }) => ({
      ...row,
      ...(kind % 2 === 1 && { weight }),
      ...(kind > 1 && { cluster }),
    }))
  const rows = fc.tuple(fc.nat(3), judgements).map(([kind, given]) => withFacts(kind, given))
  const passes = (value: unknown) => value === 'a'

  test("Tango's interval", () => {
    fc.assert(
      fc.property(count, count, count, levels, side, (first, second, rest, both, sided) => {
        const n = first + second + rest + 0.5
        expectWider((options) => tangoInterval(first, second, n, options), both, difference, sided)
      }),
      runs,
    )
  })

  test('the interval of kappa', () => {
    fc.assert(
      fc.property(rows, levels, side, (given, both, sided) => {
        const { kappa, accuracy } = measureAgreement(given, { passes })
        expectWider((options) => kappaBounds(kappa, accuracy, options), both, difference, sided)
      }),
      runs,
    )
  })

  test('the interval of balanced accuracy', () => {
    fc.assert(
      fc.property(rows, levels, side, (given, both, sided) => {
        const { balancedAccuracy } = measureAgreement(given, { passes })
        expectWider(
          (options) => balancedBounds(balancedAccuracy, options),
          both,
          { least: 0, most: 1 },
          sided,
        )
      }),
      runs,
    )
  })

  test('no interval of balanced accuracy, where the rows of one truth lie in one cluster', () => {
    const of = (truth: string, clusters: number) =>
      Array.from({ length: 20 }, (_, row) => ({
        truth,
        verdict: truth,
        cluster: `${truth}${row % clusters}`,
      }))
    const bounds = (...given: Judgement[]) => {
      const { low, high } = measureAgreement(given, { passes }).balancedAccuracy
      return { low, high }
    }
    expect(bounds(...of('a', 10), ...of('b', 1))).toEqual({ low: 0, high: 1 })
    expect(bounds(...of('a', 10), ...of('b', 10)).low).toBeGreaterThan(0.5)
  })

  test.for<[string, (counts: [number, number, number, number], confidence: number) => object]>([
    [
      'of independent shares',
      ([right, wrong, otherRight, otherWrong], confidence) =>
        newcombeDifference(right, right + wrong, otherRight, otherRight + otherWrong, { confidence }),
    ],
    [
      'of paired shares',
      ([both, onlyFirst, onlySecond, neither], confidence) =>
        newcombePaired({ both, onlyFirst, onlySecond, neither }, { confidence }),
    ],
  ])("Newcombe's difference %s", ([, differenceOf]) => {
    const counts = fc.tuple(count, count, count, count).filter(([a, b, c, d]) => a + b > 0 && c + d > 0)
    fc.assert(
      fc.property(counts, levels, (given, both) => {
        const at = ({ confidence }: { confidence: number }) => {
          const found = differenceOf(given, confidence)
          expect(found).toMatchObject({ kind: 'value' })
          return found as Interval
        }
        expectWider(at, both, difference, 'two')
      }),
      runs,
    )
  })
})

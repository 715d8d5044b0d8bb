import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Statistic, tallyOf } from '../../src/agreement/index.ts'
import { kendallTauB } from '../../src/agreement/numeric/kendall-tau-b.ts'
import type { NumericPair } from '../../src/agreement/numeric/numeric-pair.ts'
import { type NumericFigures, numericFigures } from '../../src/agreement/numeric/numeric-tally.ts'
import { spearman } from '../../src/agreement/numeric/spearman.ts'

const runs = { numRuns: process.env['LONG'] ? 2000 : 60 }

function pairsOf(truths: readonly number[], verdicts: readonly number[]): NumericPair[] {
  return truths.map((truth, row) => ({ truth, verdict: verdicts[row] as number }))
}

function figuresOf(pairs: readonly NumericPair[], tolerance = 0): NumericFigures | undefined {
  return numericFigures(tallyOf(pairs), tolerance)
}

function close(actual: Statistic, expected: Statistic): void {
  if (expected.kind === 'undefined' || actual.kind === 'undefined') expect(actual).toEqual(expected)
  else expect(actual.value).toBeCloseTo(expected.value, 9)
}

const anyPairs = fc.array(
  fc.record({
    truth: fc.integer({ min: 1, max: 6 }),
    verdict: fc.integer({ min: 1, max: 6 }),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 25 },
)
const unweighted = anyPairs.map((pairs) => pairs.map(({ truth, verdict }) => ({ truth, verdict })))

/** Each row as many times as its weight says, with a weight of 1. */
function repeated(pairs: readonly NumericPair[]): NumericPair[] {
  return pairs.flatMap(({ truth, verdict, weight = 1 }) =>
    Array.from({ length: weight }, () => ({ truth, verdict })),
  )
}

describe('errors', () => {
  test('are averaged with and without their sign', () => {
    expect(figuresOf(pairsOf([1, 2, 3, 4], [1, 4, 2, 5]), 1)).toMatchObject({
      rows: 4,
      meanAbsoluteError: { estimate: { kind: 'value', value: 1 } },
      meanError: { estimate: { kind: 'value', value: 0.5 } },
      within: { successes: 3, n: 4 },
    })
  })

  test('are weighted where rows have weights', () => {
    const found = figuresOf([
      { truth: 1, verdict: 3, weight: 3 },
      { truth: 2, verdict: 2 },
    ])
    expect(found).toMatchObject({
      rows: 2,
      meanAbsoluteError: { estimate: { kind: 'value', value: 1.5 } },
      meanError: { estimate: { kind: 'value', value: 1.5 } },
      within: { successes: 1, n: 2, estimate: { kind: 'value', value: 0.25 } },
    })
  })

  test('count as within the tolerance when they exceed it by rounding alone', () => {
    expect(0.8 - 0.7).toBeGreaterThan(0.1)
    expect(figuresOf(pairsOf([0.7, 0.7, 0.7], [0.8, 0.6, 0.81]), 0.1)?.within.successes).toBe(2)
  })

  test('of unscored rows are none, but such rows are not within', () => {
    const tally = tallyOf([
      { truth: 1, verdict: 2 },
      { truth: 1, verdict: undefined },
    ])
    expect(numericFigures(tally, 1)).toMatchObject({ rows: 1, within: { successes: 1, n: 2 } })
  })

  test('do not exist among labels, nor without a scored row', () => {
    expect(numericFigures(tallyOf([{ truth: 'a', verdict: 1 }]), 0)).toBeUndefined()
    expect(numericFigures(tallyOf([{ truth: 1, verdict: undefined }]), 0)).toBeUndefined()
    expect(figuresOf([])).toBeUndefined()
  })

  test('of one number alone have no rank', () => {
    for (const correlation of [spearman, kendallTauB]) {
      expect(correlation(pairsOf([1, 1], [1, 2]))).toEqual({
        kind: 'undefined',
        reason: 'every truth is the same number',
      })
      expect(correlation(pairsOf([1], [2])).kind).toBe('undefined')
      expect(correlation(pairsOf([1, 2], [1, 1]))).toEqual({
        kind: 'undefined',
        reason: 'every verdict is the same number',
      })
    }
  })

  test.each([
    [{ truth: Number.NaN, verdict: 1 }, 'A finite number was expected, got NaN.'],
    [{ truth: 1, verdict: Infinity }, 'A finite number was expected, got Infinity.'],
  ])('of %j are refused', (pair, message) => {
    expect(() => figuresOf([pair])).toThrow(new RangeError(message))
  })
})

describe("Spearman's correlation", () => {
  test('of IQ and hours of television is -29 / 165', () => {
    // The example of the article in Wikipedia, without ties.
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    close(spearman(pairsOf(iq, hours)), { kind: 'value', value: -29 / 165 })
  })

  test('with a tie, worked by hand', () => {
    // Ranks 1 2 3.5 5 3.5; the example of scipy.stats.spearmanr, which prints 0.8207826816681233.
    close(spearman(pairsOf([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])), { kind: 'value', value: 8 / Math.sqrt(95) })
  })

  test("is Pearson's correlation of counted ranks", () => {
    fc.assert(
      fc.property(unweighted, (pairs) => {
        const found = spearman(pairs)
        if (found.kind === 'undefined') return
        const rank = (all: readonly number[], own: number) =>
          all.filter((other) => other < own).length + (all.filter((other) => other === own).length + 1) / 2
        const truths = pairs.map(({ truth }) => truth)
        const verdicts = pairs.map(({ verdict }) => verdict)
        const middle = (pairs.length + 1) / 2
        const x = truths.map((own) => rank(truths, own) - middle)
        const y = verdicts.map((own) => rank(verdicts, own) - middle)
        const dot = (left: readonly number[], right: readonly number[]) =>
          left.reduce((sum, own, row) => sum + own * (right[row] as number), 0)
        expect(found.value).toBeCloseTo(dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)), 9)
      }),
      runs,
    )
  })
})

describe("Kendall's tau-b", () => {
  test('with ties, worked by hand', () => {
    // 2 concordant and 6 discordant of 10 pairs, 8 untied in truth, 9 in verdict: the example of
    // scipy.stats.kendalltau, which prints -0.47140452079103173.
    close(kendallTauB(pairsOf([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])), {
      kind: 'value',
      value: (2 - 6) / Math.sqrt(8 * 9),
    })
  })

  test('is what counting all pairs of rows gives, with weights too', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const found = kendallTauB(pairs)
        let [excess, truths, verdicts] = [0, 0, 0]
        for (const one of pairs) {
          for (const other of pairs) {
            const weight = one.weight * other.weight
            const [x, y] = [Math.sign(one.truth - other.truth), Math.sign(one.verdict - other.verdict)]
            excess += weight * x * y
            truths += weight * x * x
            verdicts += weight * y * y
          }
        }
        if (truths * verdicts === 0) expect(found.kind).toBe('undefined')
        else close(found, { kind: 'value', value: excess / Math.sqrt(truths * verdicts) })
      }),
      runs,
    )
  })

  test('takes a hundred thousand rows', () => {
    const truths = Array.from({ length: 100_000 }, (_, row) => row)
    // Neighbours swapped: as many discordant pairs as there are swaps.
    const verdicts = truths.map((row) => (row % 2 === 0 ? row + 1 : row - 1))
    const all = (100_000 * 99_999) / 2
    expect(kendallTauB(pairsOf(truths, verdicts))).toEqual({ kind: 'value', value: (all - 100_000) / all })
  })
})

describe.each([
  ['spearman', spearman],
  ['kendallTauB', kendallTauB],
])('the correlation of ranks %s', (_, correlation) => {
  test('is the same for both orders of the sides, and of the rows', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const expected = correlation(pairs)
        close(correlation(pairs.toReversed()), expected)
        if (expected.kind === 'undefined') return
        close(
          correlation(
            pairs.map(({ truth, verdict, weight }) => ({ truth: verdict, verdict: truth, weight })),
          ),
          expected,
        )
      }),
      runs,
    )
  })

  test('looks at order alone, and turns its sign when one side is turned around', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const expected = correlation(pairs)
        close(correlation(pairs.map((pair) => ({ ...pair, truth: pair.truth ** 3 - 7 }))), expected)
        const turned = correlation(pairs.map((pair) => ({ ...pair, verdict: -pair.verdict })))
        if (expected.kind === 'undefined') expect(turned).toEqual(expected)
        else close(turned, { kind: 'value', value: -expected.value })
      }),
      runs,
    )
  })

  test('counts a row as often as its weight says, whatever the unit of weight', () => {
    fc.assert(
      fc.property(
        anyPairs.filter(({ length }) => length > 1),
        (pairs) => {
          close(correlation(pairs), correlation(repeated(pairs)))
          close(
            correlation(pairs.map((pair) => ({ ...pair, weight: pair.weight * 0.37 }))),
            correlation(pairs),
          )
        },
      ),
      runs,
    )
  })

  test('is 1 for a judge that keeps the order, ties included', () => {
    expect(correlation(pairsOf([1, 2, 2, 5], [10, 20, 20, 21]))).toEqual({ kind: 'value', value: 1 })
    expect(correlation(pairsOf([1, 2, 2, 5], [4, 3, 3, 1]))).toEqual({ kind: 'value', value: -1 })
  })
})

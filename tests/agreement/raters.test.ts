import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Statistic } from '../../src/agreement/index.ts'
import { annotatorAgreement } from '../../src/agreement/raters/annotator-agreement.ts'
import { fleissKappa } from '../../src/agreement/raters/fleiss-kappa.ts'
import { gwetAC1OfRaters } from '../../src/agreement/raters/gwet-ac1.ts'
import { krippendorffAlpha, type MeasurementLevel } from '../../src/agreement/raters/krippendorff-alpha.ts'
import { pairwiseKappa } from '../../src/agreement/raters/pairwise-kappa.ts'
import type { Ratings } from '../../src/agreement/raters/ratings.ts'

const runs = { numRuns: process.env['LONG'] ? 2000 : 60 }
const none = undefined

function close(actual: Statistic, expected: Statistic): void {
  if (expected.kind === 'undefined' || actual.kind === 'undefined') expect(actual).toEqual(expected)
  else expect(actual.value).toBeCloseTo(expected.value, 9)
}

/** Any table of 2 to 4 raters whose ratings are 1, 2, 3 or missing. */
const anyRatings = fc.integer({ min: 2, max: 4 }).chain((raters) =>
  fc.array(fc.array(fc.constantFrom(1, 2, 3, undefined), { minLength: raters, maxLength: raters }), {
    maxLength: 12,
  }),
)

const coefficients: [string, (ratings: Ratings) => Statistic][] = [
  ["Krippendorff's alpha", (ratings) => krippendorffAlpha(ratings, 'nominal')],
  ["Fleiss' kappa", (ratings) => fleissKappa(ratings)],
  ["Gwet's AC1", (ratings) => gwetAC1OfRaters(ratings)],
]

describe.each(coefficients)('%s', (_, coefficient) => {
  test('does not depend on the order of units and raters, nor on what the labels are called', () => {
    const names = new Map([
      [1, 'pass'],
      [2, 'fail'],
      [3, 'a third'],
    ])
    fc.assert(
      fc.property(anyRatings, (ratings) => {
        const expected = coefficient(ratings)
        close(coefficient(ratings.toReversed()), expected)
        close(coefficient(ratings.map((row) => row.toReversed())), expected)
        close(
          coefficient(ratings.map((row) => row.map((own) => (own === undefined ? own : names.get(own))))),
          expected,
        )
      }),
      runs,
    )
  })

  test('is 1 exactly when all raters always agree, and never above', () => {
    fc.assert(
      fc.property(anyRatings, (ratings) => {
        const found = coefficient(ratings)
        if (found.kind === 'undefined') return
        const agree = ratings.every((row) => new Set(row.filter((own) => own !== undefined)).size <= 1)
        if (agree) expect(found.value).toBe(1)
        else expect(found.value).toBeLessThan(1)
      }),
      runs,
    )
  })

  test('says why it does not exist', () => {
    const noPairs = { kind: 'undefined', reason: 'no unit has two ratings' }
    expect(coefficient([])).toEqual(noPairs)
    expect(
      coefficient([
        ['pass', none],
        [none, 'fail'],
      ]),
    ).toEqual(noPairs)
    expect(
      coefficient([
        ['pass', 'pass', none],
        ['pass', 'pass', 'pass'],
      ]),
    ).toEqual({ kind: 'undefined', reason: 'all ratings are one value' })
  })

  test('tells values of different types apart', () => {
    expect(coefficient([['1', 1]]).kind).toBe('value')
    expect(coefficient([[true, 'true']]).kind).toBe('value')
  })
})

test("Fleiss' kappa of three raters, worked by hand", () => {
  // Agreement within the units: 1, 1/3, 1/3, 1; the single rating of the last counts for the shares alone.
  const ratings = [
    ['a', 'a', 'a'],
    ['a', 'a', 'b'],
    ['a', 'b', 'b'],
    ['b', 'b', none],
    ['b', none, none],
  ]
  const shareOfA = (1 + 2 / 3 + 1 / 3 + 0 + 0) / 5
  const chance = shareOfA ** 2 + (1 - shareOfA) ** 2
  close(fleissKappa(ratings), { kind: 'value', value: (2 / 3 - chance) / (1 - chance) })
})

describe("Gwet's AC1", () => {
  test('is 1 where two raters give one of two labels always', () => {
    expect(gwetAC1OfRaters([['pass', 'pass']], ['pass', 'fail'])).toEqual({ kind: 'value', value: 1 })
  })

  test('knows of labels that were never given', () => {
    const ratings = [
      ['a', 'a'],
      ['a', 'b'],
    ]
    // Shares 3/4 and 1/4: chance is 2 · 3/16 over one label less than there are.
    close(gwetAC1OfRaters(ratings), { kind: 'value', value: (1 / 2 - 6 / 16) / (1 - 6 / 16) })
    close(gwetAC1OfRaters(ratings, ['a', 'b', 'c']), {
      kind: 'value',
      value: (1 / 2 - 3 / 16) / (1 - 3 / 16),
    })
  })
})

describe("Krippendorff's alpha", () => {
  test('of two raters without missing ratings is 1 - (1 - pi)(2n - 1) / 2n', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c')), {
      minLength: 1,
    })
    fc.assert(
      fc.property(pairs, (ratings) => {
        const alpha = krippendorffAlpha(ratings, 'nominal')
        const n = ratings.length
        const all = ratings.flat()
        const chance = ['a', 'b', 'c']
          .map((label) => (all.filter((own) => own === label).length / (2 * n)) ** 2)
          .reduce((sum, share) => sum + share)
        if (chance === 1) expect(alpha.kind).toBe('undefined')
        else {
          const agreed = ratings.filter(([first, second]) => first === second).length / n
          const pi = (agreed - chance) / (1 - chance)
          close(alpha, { kind: 'value', value: 1 - ((1 - pi) * (2 * n - 1)) / (2 * n) })
        }
      }),
      runs,
    )
  })

  test.each<MeasurementLevel>(['nominal', 'ordinal', 'interval', 'ratio'])(
    'at the level %s is what its definition over single ratings says',
    (level) => {
      fc.assert(
        fc.property(anyRatings, (ratings) => {
          const alpha = krippendorffAlpha(ratings, level)
          const units = ratings
            .map((row) => row.filter((own) => own !== undefined))
            .filter((row) => row.length > 1)
          const all = units.flat()
          const distance = (left: number, right: number) => {
            if (level === 'nominal') return Number(left !== right)
            if (level === 'interval') return (left - right) ** 2
            if (level === 'ratio') return ((left - right) / (left + right)) ** 2
            const [low, high] = [Math.min(left, right), Math.max(left, right)]
            const ranked = all.filter((own) => own >= low && own <= high).length
            const ends = all.filter((own) => own === low).length + all.filter((own) => own === high).length
            return left === right ? 0 : (ranked - ends / 2) ** 2
          }
          const total = (values: readonly number[]) =>
            values.flatMap((left) => values.map((right) => distance(left, right))).reduce((a, b) => a + b, 0)
          const expected = total(all) / (all.length - 1)
          if (all.length === 0 || expected === 0) expect(alpha.kind).toBe('undefined')
          else {
            const observed = units.reduce((sum, unit) => sum + total(unit) / (unit.length - 1), 0)
            close(alpha, { kind: 'value', value: 1 - observed / expected })
          }
        }),
        runs,
      )
    },
  )

  const spoken = [
    ['poor', 'fair'],
    ['fair', 'fair'],
    ['good', 'fair'],
    ['good', 'good'],
  ]

  test('takes the order of labels from a list', () => {
    const numbers = spoken.map((row) => row.map((label) => ['poor', 'fair', 'good'].indexOf(label)))
    const order = ['unusable', 'poor', 'fair', 'good', 'excellent']
    close(krippendorffAlpha(spoken, 'ordinal', order), krippendorffAlpha(numbers, 'ordinal'))
    close(krippendorffAlpha(spoken, 'ordinal', order.toReversed()), krippendorffAlpha(numbers, 'ordinal'))
  })

  test('refuses a level that does not suit the values', () => {
    const reasons = [
      krippendorffAlpha(spoken, 'ordinal'),
      krippendorffAlpha(spoken, 'ordinal', ['poor', 'good']),
      krippendorffAlpha(spoken, 'interval'),
      krippendorffAlpha([[true, 1]], 'ratio'),
      krippendorffAlpha([[-1, 1]], 'ratio'),
    ].map((statistic) => (statistic.kind === 'undefined' ? statistic.reason : statistic.value))
    expect(reasons.join('\n')).toMatchInlineSnapshot(`
      "no order is given for "fair"
      the order does not name "fair"
      "fair" is not a number
      true is not a number
      a ratio scale has no negative numbers"
    `)
  })
})

describe('pairs of raters', () => {
  const raters = ['Ann', 'Ben', 'Cem']

  test('are compared on the units that both rated', () => {
    const ratings = [
      ['pass', 'pass', 'fail'],
      ['pass', 'fail', none],
      ['fail', 'fail', none],
      ['fail', 'fail', none],
      ['pass', none, 'pass'],
    ]
    expect(pairwiseKappa(ratings, raters)).toEqual([
      // Agreement 3/4 against 2/4 · 1/4 + 2/4 · 3/4 by chance.
      { first: 'Ann', second: 'Ben', rows: 4, agreed: 3, kappa: { kind: 'value', value: 0.5 } },
      { first: 'Ann', second: 'Cem', rows: 2, agreed: 1, kappa: { kind: 'value', value: 0 } },
      { first: 'Ben', second: 'Cem', rows: 1, agreed: 0, kappa: { kind: 'value', value: 0 } },
    ])
  })

  test('without a unit in common, or with one value only, have no kappa', () => {
    expect(
      pairwiseKappa(
        [
          ['pass', 'pass', none],
          ['fail', none, none],
        ],
        raters,
      ).map(({ kappa }) => kappa),
    ).toEqual([
      { kind: 'undefined', reason: 'both gave one and the same value always' },
      { kind: 'undefined', reason: 'the two rated no unit both' },
      { kind: 'undefined', reason: 'the two rated no unit both' },
    ])
  })

  test('need a name for each place', () => {
    expect(() => pairwiseKappa([['pass', 'pass']], raters)).toThrow(
      new RangeError('3 ratings (or undefined) were expected for each unit, got 2 for unit 0.'),
    )
  })
})

test('the agreement of annotators counts units and pairs, and each unit once', () => {
  const found = annotatorAgreement(
    [
      [1, 1, 1, 1],
      [1, 2, none, none],
      [2, none, none, none],
      [none, none, none, none],
    ],
    ['a', 'b', 'c', 'd'],
  )
  expect(found).toMatchObject({ units: 2, pairs: 7, observed: { kind: 'value', value: 0.5 } })
  expect(found.pairwise).toHaveLength(6)
  expect(annotatorAgreement([], ['a', 'b'])).toMatchObject({
    units: 0,
    pairs: 0,
    observed: { kind: 'undefined', reason: 'no unit has two ratings' },
  })
})

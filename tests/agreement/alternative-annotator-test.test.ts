import { describe, expect, test } from 'vitest'
import {
  type AlternativeAnnotatorTest,
  alternativeAnnotatorTest,
} from '../../src/agreement/raters/alternative-annotator-test.ts'
import type { Ratings } from '../../src/agreement/raters/ratings.ts'

const raters = ['Ann', 'Ben', 'Cem', 'Dea', 'Eva']

/** Five annotators of 60 units with gaps; Ann and Cem err each fourth time, Eva has rated 20 units only. */
const ratings: Ratings = Array.from({ length: 60 }, (_, unit) =>
  raters.map((_, rater) => {
    if ((unit * 5 + rater * 3) % 7 === 0 || (rater === 4 && unit >= 20)) return undefined
    const truth = (unit * unit + unit) % 3
    return (unit * (rater + 3) + rater) % 4 === 0 ? (truth + 1 + (rater % 2)) % 3 : truth
  }),
)

/** A judge that errs on each fifth unit and says nothing of each thirteenth. */
const verdicts = ratings.map((_, unit) =>
  unit % 13 === 0 ? undefined : (unit * unit + unit + (unit % 5 === 0 ? 1 : 0)) % 3,
)

function held(outcome: AlternativeAnnotatorTest) {
  if (outcome.kind === 'undefined') throw new Error(outcome.reason)
  return outcome
}

describe('the alternative annotator test', () => {
  // Expected values: the authors' own procedure (scipy's ttest_1samp, Benjamini-Yekutieli) on the same data.
  test.each([
    [0.1, [0.21544271530321565, 1, 0.1450316297961019, 1], 0],
    [0.15, [0.06180846460082184, 1, 0.034241414339097866, 1], 0.25],
    [0.2, [0.014441542004108982, 0.673466317030027, 0.0067550705279608644, 0.673466317030027], 0.5],
  ])('with an epsilon of %s matches the procedure of its authors', (epsilon, adjusted, winningRate) => {
    const found = held(alternativeAnnotatorTest(ratings, raters, verdicts, { epsilon }))
    found.annotators.forEach(({ adjustedP, beaten }, index) => {
      expect(adjustedP).toBeCloseTo(adjusted[index] as number, 9)
      expect(beaten).toBe((adjusted[index] as number) <= 0.05)
    })
    expect(found.winningRate).toBe(winningRate)
    expect(found.passes).toBe(winningRate >= 0.5)
    expect(found.advantageProbability).toBeCloseTo(0.8457061362935554, 12)
  })

  test('takes equal distances for equal, however they are rounded', () => {
    const people = ['Ann', 'Ben', 'Cem']
    const squared = (left: unknown, right: unknown) => (Number(left) - Number(right)) ** 2
    const given = Array.from({ length: 40 }, () => [0.3, 0.2, 0.2])
    const judged = Array.from({ length: 40 }, () => 0.1)
    const { annotators } = held(alternativeAnnotatorTest(given, people, judged, { distance: squared }))
    expect(annotators[0]).toMatchObject({ judgeAdvantage: 1, annotatorAdvantage: 1, beaten: true })
  })

  test('takes an annotator for nearer where the judge fell silent', () => {
    const people = ['Ann', 'Ben', 'Cem']
    const given = Array.from({ length: 200 }, () => ['yes', 'yes', 'yes'])
    const judged = given.map((_, unit) => (unit < 100 ? undefined : 'yes'))
    const unscored = judged.map((verdict) => verdict === undefined)
    expect(held(alternativeAnnotatorTest(given, people, judged)).winningRate).toBe(1)
    const silent = held(alternativeAnnotatorTest(given, people, judged, { unscored }))
    expect(silent).toMatchObject({ passes: false, winningRate: 0 })
    expect(silent.annotators[0]).toMatchObject({ rows: 200, judgeAdvantage: 0.5 })
  })

  test('compares the judge with each annotator on the rows that others rated too', () => {
    const { annotators } = held(alternativeAnnotatorTest(ratings, raters, verdicts))
    expect(
      annotators.map(({ annotator, rows, judgeAdvantage, annotatorAdvantage }) => [
        annotator,
        rows,
        judgeAdvantage,
        annotatorAdvantage,
      ]),
    ).toEqual([
      ['Ann', 47, 40 / 47, 38 / 47],
      ['Ben', 48, 40 / 48, 1],
      ['Cem', 47, 41 / 47, 37 / 47],
      ['Dea', 46, 38 / 46, 1],
    ])
  })

  test('sums deviations over each group, so that a unit given twice says no more than once', () => {
    const twice = ratings.flatMap((unit) => [unit, unit])
    const twiceJudged = verdicts.flatMap((verdict) => [verdict, verdict])
    const clusters = twice.map((_, unit) => `pair ${Math.floor(unit / 2)}`)
    const once = held(alternativeAnnotatorTest(ratings, raters, verdicts))
    const grouped = held(alternativeAnnotatorTest(twice, raters, twiceJudged, { clusters }))
    const ignored = held(alternativeAnnotatorTest(twice, raters, twiceJudged))
    // Eva's 20 units, given twice, are 30 rows and more, but not 20 groups.
    expect(grouped.annotators.map(({ annotator }) => annotator)).toEqual(['Ann', 'Ben', 'Cem', 'Dea'])
    grouped.annotators.forEach(({ adjustedP, rows, effectiveClusters }, index) => {
      const { adjustedP: expected = 1, rows: units = 0 } = once.annotators[index] ?? {}
      expect(adjustedP).toBeCloseTo(expected, 12)
      expect([rows, effectiveClusters]).toEqual([2 * units, units])
    })
    expect(ignored.annotators[2]?.adjustedP).toBeLessThan(grouped.annotators[2]?.adjustedP ?? 0)
  })

  test('takes units in groups of their own as it takes units without groups', () => {
    const alone = held(
      alternativeAnnotatorTest(ratings, raters, verdicts, { clusters: ratings.map(() => undefined) }),
    )
    const without = held(alternativeAnnotatorTest(ratings, raters, verdicts))
    expect({
      ...alone,
      annotators: alone.annotators.map(({ effectiveClusters, rows, ...rest }) => {
        expect(effectiveClusters).toBe(rows)
        return { rows, ...rest }
      }),
    }).toEqual(without)
  })

  const agreeing = Array.from({ length: 30 }, (_, unit) => ['a', 'a', unit % 2 === 0 ? 'a' : 'b'])
  const names = ['Ann', 'Ben', 'Cem']

  test('is passed by a judge that says what all others say, and failed by one that never does', () => {
    const like = agreeing.map(() => 'a')
    expect(alternativeAnnotatorTest(agreeing, names, like)).toEqual({
      kind: 'value',
      passes: true,
      winningRate: 1,
      advantageProbability: 1,
      annotators: [
        { annotator: 'Ann', rows: 30, judgeAdvantage: 1, annotatorAdvantage: 1, adjustedP: 0, beaten: true },
        { annotator: 'Ben', rows: 30, judgeAdvantage: 1, annotatorAdvantage: 1, adjustedP: 0, beaten: true },
        expect.objectContaining({
          annotator: 'Cem',
          judgeAdvantage: 1,
          annotatorAdvantage: 0.5,
          beaten: true,
        }),
      ],
    })
    const unlike = agreeing.map(() => 'c')
    expect(alternativeAnnotatorTest(agreeing, names, unlike)).toMatchObject({
      passes: false,
      winningRate: 0,
      advantageProbability: 1 / 6,
    })
  })

  test('takes another distance for numbers', () => {
    const scores = agreeing.map(() => [4, 4, 2])
    const near = agreeing.map(() => 3)
    const square = (left: unknown, right: unknown) => (Number(left) - Number(right)) ** 2
    // As a label 3 is nobody's; as a number it is nearer to the others than anyone: 1 + 1 against 0 + 4.
    expect(held(alternativeAnnotatorTest(scores, names, near)).advantageProbability).toBe(1 / 3)
    expect(
      held(alternativeAnnotatorTest(scores, names, near, { distance: square })).advantageProbability,
    ).toBe(1)
  })

  test('needs three annotators with thirty rows each', () => {
    expect(
      alternativeAnnotatorTest(
        agreeing.slice(1),
        names,
        agreeing.slice(1).map(() => 'a'),
      ),
    ).toEqual({
      kind: 'undefined',
      reason:
        '0 of 3 annotators rated 30 judged rows or more together with another, and at least 3 are needed',
    })
    const two = agreeing.map(([first, second]) => [first, second, undefined])
    expect(
      alternativeAnnotatorTest(
        two,
        names,
        agreeing.map(() => 'a'),
      ),
    ).toMatchObject({
      reason:
        '2 of 3 annotators rated 30 judged rows or more together with another, and at least 3 are needed',
    })
  })

  test('never takes groups whose units are unlike for more than as many single units', () => {
    // In each group of two the judge is once nearer to the others and once farther: sums over groups do not vary.
    const pairs = Array.from({ length: 60 }, (_, unit) =>
      unit % 2 === 0 ? ['b', 'a', 'a'] : ['a', 'a', 'a'],
    )
    const unlike = pairs.map((_, unit) => (unit % 2 === 0 ? 'a' : 'b'))
    const clusters = pairs.map((_, unit) => `pair ${Math.floor(unit / 2)}`)
    const pOf = (options: Parameters<typeof alternativeAnnotatorTest>[3]) =>
      held(alternativeAnnotatorTest(pairs, names, unlike, options)).annotators[0]?.adjustedP ?? 0
    expect(pOf({ clusters })).toBeGreaterThan(pOf({}))
    expect(pOf({})).toBeGreaterThan(0.05)
  })

  test('needs a name for each place and an epsilon that is a share', () => {
    expect(() => alternativeAnnotatorTest(agreeing, ['Ann'], [])).toThrow(
      new RangeError('1 ratings (or undefined) were expected for each unit, got 3 for unit 0.'),
    )
    expect(() => alternativeAnnotatorTest(agreeing, names, [], { epsilon: 15 })).toThrow(
      new RangeError('An epsilon within 0 and 1 was expected, got 15.'),
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawLabels, labelWeights } from '../../src/agreement/index.ts'
import { allocateLabels } from '../../src/agreement/planning/draw-labels.ts'
import { hashFraction } from '../../src/io/index.ts'

const frame = (sizes: Record<string, number>) =>
  Object.entries(sizes).flatMap(([stratum, size]) =>
    Array.from({ length: size }, (_, index) => ({ id: `${stratum} ${index}`, stratum })),
  )
const placeOf = (id: string, purpose: string) => hashFraction(`${purpose}:${id}`)
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id)
const anySizes = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 })

describe('labels among strata', () => {
  test('go by the roots of their sizes', () => {
    expect(allocateLabels([100, 400], 30)).toEqual([10, 20])
    expect(allocateLabels([36, 173], 60)).toEqual([19, 41])
  })

  test('are two at least, in small strata first, and never more than there are', () => {
    expect(allocateLabels([1000, 5, 1], 4)).toEqual([1, 2, 1])
    expect(allocateLabels([1000, 5, 1], 6)).toEqual([3, 2, 1])
    expect(allocateLabels([4, 1, 0], 50)).toEqual([4, 1, 0])
    expect(allocateLabels([], 5)).toEqual([])
  })

  test('are all dealt, and more labels take none away', () => {
    fc.assert(
      fc.property(anySizes, fc.integer({ min: 0, max: 200 }), (sizes, labels) => {
        const given = allocateLabels(sizes, labels)
        const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
        expect(sum(given)).toBe(Math.min(labels, sum(sizes)))
        const more = allocateLabels(sizes, labels + 1)
        given.forEach((own, place) => {
          expect(own).toBeLessThanOrEqual(sizes[place] ?? 0)
          expect(more[place]).toBeGreaterThanOrEqual(own)
        })
      }),
    )
  })

  test.each([
    [[-1], 2],
    [[1.5], 2],
    [[3], -1],
    [[3], 0.5],
    [[Number.NaN], 1],
  ])('of %j and %d are refused', (sizes, labels) => {
    expect(() => allocateLabels(sizes, labels)).toThrow(RangeError)
  })
})

describe('a draw', () => {
  const rows = frame({ pass: 80, fail: 20 })

  test('is the same whatever the order of the rows, and holds every smaller one', () => {
    const drawn = drawLabels(rows, { labels: 30, placeOf })
    expect(idsOf(drawLabels(rows.toReversed(), { labels: 30, placeOf }))).toEqual(idsOf(drawn))
    const smaller = idsOf(drawLabels(rows, { labels: 12, placeOf }))
    expect(idsOf(drawn)).toEqual(expect.arrayContaining(smaller))
    expect(drawn.filter(({ stratum }) => stratum === 'fail')).toHaveLength(10)
    expect(idsOf(drawLabels(rows, { labels: 1000, placeOf })).toSorted()).toEqual(idsOf(rows).toSorted())
    expect(drawLabels([], { labels: 5, placeOf })).toEqual([])
  })

  test('asks for a random sample of each stratum first, wherever it stops', () => {
    const drawn = drawLabels(rows, { labels: 30, placeOf })
    for (const stratum of ['pass', 'fail']) {
      const own = drawn.filter((row) => row.stratum === stratum)
      const places = own.map(({ id }) => placeOf(id, 'pick'))
      expect(places).toEqual(places.toSorted((left, right) => left - right))
      // In any third of the order, about a third of the stratum.
      for (const end of [10, 20]) {
        const soFar = drawn.slice(0, end).filter((row) => row.stratum === stratum).length
        expect(Math.abs(soFar - (own.length * end) / 30)).toBeLessThanOrEqual(1.5)
      }
    }
  })

  test('tells nothing of the verdict by its order', () => {
    // Of many draws, how often the first, the middle and the last row are of either stratum.
    const counts = new Map<number, number>()
    for (let seed = 0; seed < 400; seed++) {
      const drawn = drawLabels(rows, {
        labels: 30,
        placeOf: (id, purpose) => placeOf(`${seed}:${id}`, purpose),
      })
      for (const place of [0, 14, 29])
        if (drawn[place]?.stratum === 'fail') counts.set(place, (counts.get(place) ?? 0) + 1)
    }
    // A third of 400 is 133, give or take four standard deviations.
    for (const place of [0, 14, 29]) expect(Math.abs((counts.get(place) ?? 0) - 133)).toBeLessThan(38)
  })

  test('reaches to what is labelled, so that no label is lost', () => {
    const labelled = new Set(idsOf(drawLabels(rows, { labels: 30, placeOf })))
    const again = drawLabels(rows, { labels: 5, placeOf, labelled })
    expect(new Set(idsOf(again))).toEqual(labelled)
  })
})

describe('weights of labels', () => {
  test('are how many rows of the stratum there are for each labelled one, times their own', () => {
    const rows = frame({ pass: 80, fail: 20 }).map((row) => ({
      ...row,
      ...(row.stratum === 'fail' && { weight: 2.5 }),
    }))
    const weights = labelWeights(rows, new Set(['pass 1', 'pass 2', 'fail 3', 'elsewhere']))
    expect([...weights]).toEqual([
      ['fail 3', 50],
      ['pass 1', 40],
      ['pass 2', 40],
    ])
  })

  test('sum to the rows of the strata that have a label', () => {
    fc.assert(
      fc.property(anySizes, fc.integer({ min: 1, max: 100 }), (sizes, labels) => {
        const rows = frame(Object.fromEntries(sizes.map((size, index) => [`s${index}`, size])))
        const drawn = drawLabels(rows, { labels, placeOf })
        const strata = new Set(drawn.map(({ stratum }) => stratum))
        const sum = [...labelWeights(rows, new Set(idsOf(drawn))).values()].reduce((all, one) => all + one, 0)
        expect(sum).toBeCloseTo(rows.filter(({ stratum }) => strata.has(stratum)).length, 6)
      }),
    )
  })
})

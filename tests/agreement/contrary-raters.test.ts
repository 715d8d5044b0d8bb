import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contraryRaters } from '../../src/agreement/index.ts'
import type { JudgeValue } from '../../src/contract/index.ts'
import { seededRandom } from '../../src/io/index.ts'

type Rating = JudgeValue | undefined

/** Units with a true value, rated by people who err in a share of the cases; the last one means the opposite. */
function rated(
  units: number,
  good: number,
  { seed, errs = 0.15, share = 1 }: { seed: number; errs?: number; share?: number },
): Rating[][] {
  const random = seededRandom(seed)
  return Array.from({ length: units }, (_, unit) => {
    const truth = random() < 0.5
    const people = Array.from({ length: good }, (): Rating => (random() < errs ? !truth : truth))
    const isRated = unit < share * units
    return [...people, isRated ? !truth : undefined].map((value) =>
      value === undefined ? value : value ? 'yes' : 'no',
    )
  })
}

const names = (good: number) => [...Array.from({ length: good }, (_, index) => `good ${index + 1}`), 'bad']

describe('a rater who means the opposite', () => {
  test('of a fifth of the units is found, and nobody else', () => {
    const found = contraryRaters(rated(100, 4, { seed: 1, share: 0.2 }), names(4))
    expect(found.map(({ rater, units, measure, rivals }) => ({ rater, units, measure, rivals }))).toEqual([
      {
        rater: 'bad',
        units: expect.toSatisfy((units: number) => units > 10 && units <= 20) as number,
        measure: 'kappa',
        rivals: [],
      },
    ])
    expect(found[0]?.high).toBeLessThan(0)
    expect(found[0]?.estimate).toBeLessThan(-0.5)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('is the only one found among three others (seed %i)', (seed) => {
    const found = contraryRaters(rated(60, 3, { seed, share: 0.5 }), names(3))
    expect(found.map(({ rater }) => rater)).toEqual(['bad'])
  })

  test.each([0.9, 0.95, 1])('is found where %d of all units have one value', (share) => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed)
      const ratings = Array.from({ length: 100 }, (_, unit): Rating[] => {
        const truth = random() < share
        const good = Array.from({ length: 3 }, () => (random() < 0.1 ? !truth : truth))
        return [...good, unit % 5 === 0 ? !truth : undefined].map((value) =>
          value === undefined ? value : value ? 'yes' : 'no',
        )
      })
      const found = contraryRaters(ratings, names(3))
      expect(found.map(({ rater }) => rater)).toEqual(['bad'])
      expect(found[0]?.high).toBeLessThan(0)
    }
  })

  test('is no rater who agrees on most units, or on half of them', () => {
    const ratings = Array.from({ length: 40 }, (_, unit) => ['yes', 'yes', unit % 2 === 0 ? 'yes' : 'no'])
    expect(contraryRaters(ratings, ['a', 'b', 'c'])).toEqual([])
    const strict = Array.from({ length: 40 }, (_, unit) => ['yes', 'yes', unit < 30 ? 'yes' : 'no'])
    expect(contraryRaters(strict, ['a', 'b', 'c'])).toEqual([])
  })

  test('and one other cannot be told apart, but by the truth', () => {
    const ratings = rated(30, 1, { seed: 2, errs: 0 })
    expect(contraryRaters(ratings, names(1)).map(({ rater, rivals }) => [rater, rivals])).toEqual([
      ['good 1', ['bad']],
      ['bad', ['good 1']],
    ])
    const known = ratings.map(([good, bad]) => [good, bad, good])
    expect(
      contraryRaters(known, ['good 1', 'bad', 'truth'], new Set(['truth'])).map(({ rater }) => rater),
    ).toEqual(['bad'])
  })

  test('on a scale of numbers is found by ranks', () => {
    const ratings = Array.from({ length: 12 }, (_, unit) => [
      1 + (unit % 5),
      1 + ((unit + (unit % 2)) % 5),
      5 - (unit % 5),
    ])
    expect(contraryRaters(ratings, ['a', 'b', 'c'])).toMatchObject([
      { rater: 'c', measure: 'rank correlation', units: 12 },
    ])
  })
})

test('raters who answer by chance are found in at most 1 of 20 cases', () => {
  let found = 0
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed)
    const ratings = Array.from({ length: 40 }, () =>
      Array.from({ length: 2 }, (): Rating => (random() < 0.5 ? 'yes' : 'no')),
    )
    if (contraryRaters(ratings, ['a', 'b']).length > 0) found++
  }
  expect(found).toBeLessThanOrEqual(15)
})

test('fewer than five units say nothing of anybody', () => {
  expect(contraryRaters(rated(4, 3, { seed: 3, errs: 0 }), names(3))).toEqual([])
  expect(contraryRaters([], ['a', 'b'])).toEqual([])
})

test('who is found does not depend on the order of units and raters, and never is a trusted one', () => {
  const value = fc.constantFrom<Rating[]>('yes', 'no', undefined)
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 30 }), (ratings) => {
      const raters = ['a', 'b', 'c']
      const found = (given: Rating[][], order: string[], trusted?: Set<string>) =>
        contraryRaters(given, order, trusted)
          .map(({ rater }) => rater)
          .toSorted()
      const plain = found(ratings, raters)
      expect(
        found(
          ratings.toReversed().map((unit) => unit.toReversed()),
          raters.toReversed(),
        ),
      ).toEqual(plain)
      expect(found(ratings, raters, new Set(['c']))).not.toContain('c')
    }),
    { numRuns: 200, seed: 6 },
  )
})

test('a unit with another number of places than there are raters is refused', () => {
  expect(() => contraryRaters([['yes']], ['a', 'b'])).toThrow(RangeError)
})

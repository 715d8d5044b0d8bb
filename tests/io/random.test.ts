import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom, shuffled } from '../../src/io/index.ts'

const take = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random())
}

test('gives the numbers of mulberry32', () => {
  expect(take(0, 3).map((number) => number * 2 ** 32)).toMatchInlineSnapshot(`
    [
      1144304738,
      1416247,
      958946056,
    ]
  `)
})

test('gives the same numbers for the same seed, from 0 to under 1', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const numbers = take(seed, 20)
      expect(take(seed, 20)).toEqual(numbers)
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...numbers)).toBeLessThan(1)
      expect(new Set(numbers).size).toBeGreaterThan(15)
    }),
  )
})

test('gives other numbers for another seed', () => {
  expect(take(1, 5)).not.toEqual(take(2, 5))
})

test('spreads numbers evenly', () => {
  const numbers = take(7, 10_000)
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.01)
})

test('shuffles into a permutation, leaves the original, and repeats itself', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const original = [...items]
      const result = shuffled(items, seededRandom(seed))
      expect(items).toEqual(original)
      expect(result.toSorted((left, right) => left - right)).toEqual(
        items.toSorted((left, right) => left - right),
      )
      expect(shuffled(items, seededRandom(seed))).toEqual(result)
    }),
  )
})

test('gives each order of three items about equally often', () => {
  const random = seededRandom(11)
  const counts = new Map<string, number>()
  for (let n = 0; n < 6000; n++) {
    const order = shuffled(['a', 'b', 'c'], random).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect([...counts.keys()].toSorted()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

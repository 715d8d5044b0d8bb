import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/io/index.ts'
import type { IndexEngine, IndexEntry, VectorIndex } from '../../src/memory/index.ts'
import { nearestByHand, unitCosine } from './by-hand.ts'
import { randomEntries } from './random-entries.ts'

type OpenEngine = (entries: readonly IndexEntry[], dimensions: number) => Promise<VectorIndex>

/** What every engine of the vector index promises, in whatever way it is opened. */
export function engineContract(engine: IndexEngine, open: OpenEngine, way = ''): void {
  describe(`the ${engine} engine ${way}`.trim(), () => {
    const compass: IndexEntry[] = [
      { key: 'west', vector: [-1, 0] },
      { key: 'north', vector: [0, 2] },
      { key: 'east', vector: [3, 0] },
      { key: 'north-east', vector: [1, 1] },
    ]

    test('names itself and ranks by cosine similarity, not by length', async () => {
      const index = await open(compass, 2)
      expect(index.engine).toBe(engine)
      const found = index.search([0.5, 0], 4)
      expect(found.map(({ key }) => key)).toEqual(['east', 'north-east', 'north', 'west'])
      expect(found[0]?.similarity).toBe(1)
      expect(found[1]?.similarity).toBeCloseTo(Math.SQRT1_2, 7)
      expect(found[2]?.similarity).toBe(0)
      expect(found[3]?.similarity).toBe(-1)
    })

    test('hands back all there are when more are asked for, and none for a count of 0', async () => {
      const index = await open(compass, 2)
      expect(index.search([1, 0], 100)).toHaveLength(4)
      expect(index.search([1, 0], 0)).toEqual([])
    })

    test('finds nothing in an empty index', async () => {
      const index = await open([], 3)
      expect(index.search([1, 2, 3], 5)).toEqual([])
    })

    test('puts equal similarities in order of keys, whatever the order of entries', async () => {
      const entries = ['d', 'b', 'e', 'a', 'c'].map((key) => ({ key, vector: [1, 2, 3] }))
      const index = await open([...entries, { key: '0', vector: [3, 2, 1] }], 3)
      expect(index.search([1, 2, 3], 3).map(({ key }) => key)).toEqual(['a', 'b', 'c'])
      expect(index.search([1, 2, 3], 6).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e', '0'])
    })

    test('counts an entry given twice once, and refuses two vectors under one key', async () => {
      const twice = await open([...compass, ...compass], 2)
      expect(twice.search([1, 0], 9)).toHaveLength(4)
      await expect(open([...compass, { key: 'east', vector: [0, 1] }], 2)).rejects.toMatchObject({
        code: 'invalid-vector',
        message: expect.stringContaining('under the key east'),
      })
    })

    test('loses nobody behind hundreds of equal vectors', async () => {
      const random = seededRandom(3)
      const others = randomEntries(300, 16, random, 'other')
      const equal = Array.from({ length: 400 }, (_, at) => ({
        key: `equal-${at}`,
        vector: others[0]?.vector ?? [],
      }))
      const index = await open([...equal, ...others.slice(1)], 16)
      for (const { key, vector } of others.slice(1)) expect(index.search(vector, 1)[0]?.key).toBe(key)
    })

    test.each<[string, unknown, string]>([
      ['too short', [1], 'a vector has 1 elements; expected 2'],
      ['too long', [1, 2, 3], 'a vector has 3 elements; expected 2'],
      ['all zero', [0, 0], 'every element of a vector is 0'],
      ['zero as a 32-bit float', [1e-60, 0], 'every element of a vector is 0'],
      ['NaN', [Number.NaN, 1], 'element 0 of a vector is NaN'],
      ['Infinity', [1, Number.POSITIVE_INFINITY], 'element 1 of a vector is Infinity'],
      ['infinite as a 32-bit float', [1, 1e39], 'element 1 of a vector is 1e+39'],
      ['a string element', ['1', 1], 'element 0 of a vector is the string "1"'],
      ['a hole', Array.from({ length: 2 }), 'element 0 of a vector is undefined'],
      ['a big integer', [1n, 1], 'element 0 of a vector is of type bigint'],
      ['a string', '12', 'a vector is the string "12"'],
      ['nothing', undefined, 'a vector is undefined'],
    ])('refuses a vector that is %s, stored or asked for', async (_, vector, fault) => {
      const refusal = { code: 'invalid-vector', message: expect.stringContaining(fault) }
      const unsound = vector as number[]
      await expect(open([...compass, { key: 'bad', vector: unsound }], 2)).rejects.toMatchObject(refusal)
      const index = await open(compass, 2)
      expect(() => index.search(unsound, 1)).toThrow(expect.objectContaining(refusal))
      expect(index.search([1, 0], 1)).toEqual([{ key: 'east', similarity: 1 }])
    })

    test.each([-1, 1.5, Number.NaN])('refuses a count of %s', async (count) => {
      const index = await open(compass, 2)
      expect(() => index.search([1, 0], count)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    })

    test('agrees with brute force on 500 random vectors of 64 dimensions', async () => {
      const random = seededRandom(1)
      const entries = randomEntries(500, 64, random)
      const index = await open(entries, 64)
      for (const { vector } of randomEntries(100, 64, random)) {
        expect(index.search(vector, 10).map(({ key }) => key)).toEqual(nearestByHand(entries, vector, 10))
      }
    })

    test('finds every stored vector by itself', async () => {
      const entries = randomEntries(200, 32, seededRandom(2))
      const index = await open(entries, 32)
      for (const { key, vector } of entries) {
        expect(index.search(vector, 1)).toEqual([{ key, similarity: expect.closeTo(1, 6) }])
      }
    })

    test('ranks small sets of small whole numbers as a plain sort does', async () => {
      const element = fc.integer({ min: -2, max: 2 })
      const vector = fc
        .array(element, { minLength: 3, maxLength: 3 })
        .filter((candidate) => candidate.some((number) => number !== 0))
      await fc.assert(
        fc.asyncProperty(
          fc.array(vector, { maxLength: 40 }),
          vector,
          fc.nat({ max: 50 }),
          async (all, query, k) => {
            const entries = all.map((each, at) => ({ key: `k${at}`, vector: each }))
            const found = (await open(entries, 3)).search(query, k)
            expect(found).toHaveLength(Math.min(k, entries.length))
            expect(found).toEqual(
              found.toSorted((one, two) => two.similarity - one.similarity || (one.key < two.key ? -1 : 1)),
            )
            const byKey = new Map(entries.map((entry) => [entry.key, unitCosine(entry.vector, query)]))
            for (const { key, similarity } of found) expect(similarity).toBeCloseTo(byKey.get(key) ?? 9, 6)
            const best = [...byKey.values()].toSorted((one, two) => two - one).slice(0, k)
            for (const [at, { similarity }] of found.entries())
              expect(similarity).toBeCloseTo(best[at] ?? 9, 6)
          },
        ),
        { numRuns: 60 },
      )
    })
  })
}

import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { rank, vectorSet } from '../../src/memory/vector-set.ts'

if (process.env['LONG']) vi.setConfig({ testTimeout: 300_000 })

test('keeping the best in one pass gives what sorting all gives, for any count', () => {
  const element = fc.integer({ min: -3, max: 3 })
  const vector = fc
    .array(element, { minLength: 2, maxLength: 2 })
    .filter((candidate) => candidate.some((each) => each !== 0))
  fc.assert(
    fc.property(
      fc.array(vector, { maxLength: 150 }),
      vector,
      fc.nat({ max: 160 }),
      (vectors, query, count) => {
        const entries = vectors.map((each, at) => ({ key: `k${String(at).padStart(3, '0')}`, vector: each }))
        const set = vectorSet(entries, 2)
        const positions = [...set.keys.keys()]
        const all = positions
          .flatMap((position) => rank(set, Float32Array.from(query), [position], 1))
          .toSorted((one, other) => other.similarity - one.similarity || (one.key < other.key ? -1 : 1))
        expect(rank(set, Float32Array.from(query), positions, count)).toEqual(all.slice(0, count))
        expect(rank(set, Float32Array.from(query), positions.toReversed(), count)).toEqual(
          all.slice(0, count),
        )
      },
    ),
    { numRuns: process.env['LONG'] ? 2000 : 200 },
  )
})

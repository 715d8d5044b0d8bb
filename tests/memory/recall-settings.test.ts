import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Episode, JudgeValue, RecallSettings } from '../../src/contract/index.ts'
import {
  openRecall,
  type IndexEngine,
  type RecallExclusion,
  type StoredMemory,
} from '../../src/memory/index.ts'
import { unitCosine } from './by-hand.ts'
import { episode, memoryOf } from './sample-memory.ts'

if (process.env['LONG']) vi.setConfig({ testTimeout: 300_000 })

const nobody: RecallExclusion = { sampleId: 'none', rowId: 'none', text: '' }
const plane = { model: 'plane', dimensions: 2, endpoint: 'offline' }

/** An episode whose vector points so many degrees away from east. */
interface Sample {
  degrees: number
  value: JudgeValue
}

const direction = (degrees: number) => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
]

function stored(samples: readonly Sample[], recall?: RecallSettings): StoredMemory {
  const key = (degrees: number) => `at-${String(degrees).padStart(4, '0')}`
  const episodes = samples.map(({ degrees, value }, at) =>
    episode(100 + at, `degrees ${degrees}`, { value, vector: key(degrees) }),
  )
  const vectors = new Map(samples.map(({ degrees }) => [key(degrees), Float32Array.from(direction(degrees))]))
  const memory = memoryOf(episodes, { embedder: plane, ...(recall && { recall }) })
  return { memory, table: { identity: plane, vectors }, missing: [] }
}

async function recalled(
  samples: readonly Sample[],
  recall: RecallSettings | undefined,
  k: number,
  engine: IndexEngine = 'exact',
  exclude = nobody,
): Promise<Episode[]> {
  const opened = await openRecall(stored(samples, recall), { engine })
  return opened.nearest([1, 0], { k, exclude }).episodes.map((each) => each.episode)
}

const degreesOf = (episodes: readonly Episode[]) =>
  episodes.map(({ inputs }) => Number((inputs as { text: string }).text.slice('degrees '.length)))

const fan: Sample[] = [
  ...[1, 2, 3, 4, 5, 6].map((degrees) => ({ degrees, value: 'yes' })),
  { degrees: 40, value: 'no' },
  { degrees: 50, value: 'no' },
  { degrees: 120, value: 'unsure' },
]

describe('a floor', () => {
  test('keeps what is less like the sample away, its own similarity in', async () => {
    const similarity = Math.fround(Math.cos((40 * Math.PI) / 180))
    expect(degreesOf(await recalled(fan, { floor: 0.5 }, 99))).toEqual([1, 2, 3, 4, 5, 6, 40, 50])
    expect(degreesOf(await recalled(fan, { floor: similarity - 1e-6 }, 99))).toEqual([1, 2, 3, 4, 5, 6, 40])
    expect(await recalled(fan.slice(-1), { floor: 0 }, 5)).toEqual([])
  })
})

describe('balance', () => {
  test('shows every value as far as there are some, nearest first', async () => {
    const found = await recalled(fan, { balance: true }, 5)
    expect(degreesOf(found)).toEqual([1, 2, 40, 50, 120])
    expect(degreesOf(await recalled(fan, { balance: true }, 7))).toEqual([1, 2, 3, 4, 40, 50, 120])
    expect(degreesOf(await recalled(fan, { balance: true }, 2))).toEqual([1, 40])
    expect(degreesOf(await recalled(fan, undefined, 5))).toEqual([1, 2, 3, 4, 5])
  })

  test('finds a value behind hundreds of others, with either engine', async () => {
    const many = Array.from({ length: 600 }, (_, at) => ({ degrees: at / 10, value: 'yes' }))
    for (const engine of ['exact', 'hnsw'] as const) {
      const found = await recalled([...many, { degrees: 179, value: 'no' }], { balance: true }, 4, engine)
      expect(degreesOf(found)).toEqual([0, 0.1, 0.2, 179])
    }
  })

  test('looks for no value that only withheld episodes or those below the floor have', async () => {
    const exclude = { ...nobody, sampleId: 's108' }
    expect(degreesOf(await recalled(fan, { balance: true }, 4, 'exact', exclude))).toEqual([1, 2, 40, 50])
    expect(degreesOf(await recalled(fan, { balance: true, floor: 0.7 }, 4))).toEqual([1, 2, 3, 40])
  })
})

describe('diversity', () => {
  test('is maximal marginal relevance: likeness to those chosen counts against nearness', async () => {
    const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180)
    const samples = [0, 10, 60].map((degrees) => ({ degrees, value: 'yes' }))
    // 0 comes first; then 10 scores (1 − d)·cos 10 − d·cos 10 and 60 scores (1 − d)·cos 60 − d·cos 60.
    const score = (degrees: number, diversity: number) => (1 - 2 * diversity) * cosine(degrees)
    expect(score(10, 0.4)).toBeGreaterThan(score(60, 0.4))
    expect(score(10, 0.6)).toBeLessThan(score(60, 0.6))
    expect(degreesOf(await recalled(samples, { diversity: 0.4 }, 2))).toEqual([0, 10])
    expect(degreesOf(await recalled(samples, { diversity: 0.6 }, 2))).toEqual([0, 60])
    expect(degreesOf(await recalled(samples, { diversity: 1 }, 2))).toEqual([0, 60])
  })

  test('shows one of several that are equal but for their samples', async () => {
    const samples = [
      ...Array.from({ length: 5 }, () => ({ degrees: 10, value: 'yes' })),
      { degrees: 30, value: 'yes' },
    ]
    expect(degreesOf(await recalled(samples, { diversity: 0.7 }, 2))).toEqual([10, 30])
    expect(degreesOf(await recalled(samples, { diversity: 0 }, 2))).toEqual([10, 10])
  })

  test('goes with balance: each value in turn, and within it the most telling', async () => {
    const samples = [
      ...[0, 5, 70].map((degrees) => ({ degrees, value: true })),
      ...[-10, -15, -60].map((degrees) => ({ degrees, value: false })),
    ]
    expect(degreesOf(await recalled(samples, { balance: true, diversity: 0.6 }, 4))).toEqual([
      0, -15, -60, 70,
    ])
  })
})

describe('of any memory and any settings', () => {
  const anySample = fc.record({
    degrees: fc.integer({ min: 0, max: 180 }),
    value: fc.constantFrom<JudgeValue>('yes', 'no', 'unsure', 1, 2, true),
  })
  const anySettings = fc.record(
    {
      floor: fc.double({ min: -1, max: 1, noNaN: true }),
      balance: fc.boolean(),
      diversity: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: [] },
  )
  const numRuns = process.env['LONG'] ? 2000 : 150

  test('at most k, each once, nearest first, none below the floor, and the same from both engines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySample, { maxLength: 40 }),
        anySettings,
        fc.nat({ max: 8 }),
        async (samples, settings, k) => {
          const found = await recalled(samples, settings, k)
          expect(await recalled(samples, settings, k, 'hnsw')).toEqual(found)
          expect(new Set(found).size).toBe(found.length)
          const similarities = degreesOf(found).map((degrees) => unitCosine(direction(degrees), [1, 0]))
          for (const [at, similarity] of similarities.entries()) {
            expect(similarity).toBeGreaterThanOrEqual((settings.floor ?? -1) - 1e-6)
            expect(similarity).toBeLessThanOrEqual((similarities[at - 1] ?? 1) + 1e-6)
          }
          const above = samples.filter(({ degrees }) => {
            return unitCosine(direction(degrees), [1, 0]) >= (settings.floor ?? -1) + 1e-6
          })
          expect(found.length).toBeGreaterThanOrEqual(Math.min(k, above.length))
          expect(found.length).toBeLessThanOrEqual(k)
        },
      ),
      { numRuns },
    )
  })

  test('balance is fair: no value is shown two times oftener than another of which more is there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySample, { maxLength: 40 }), fc.nat({ max: 10 }), async (samples, k) => {
        const found = await recalled(samples, { balance: true }, k)
        const times = (list: readonly { value: JudgeValue }[], value: JudgeValue) =>
          list.filter((each) => each.value === value).length
        const values = [...new Set(samples.map(({ value }) => value))]
        for (const one of values) {
          for (const other of values) {
            if (times(found, other) < times(samples, other))
              expect(times(found, one)).toBeLessThanOrEqual(times(found, other) + 1)
          }
        }
      }),
      { numRuns },
    )
  })

  test('settings that say nothing change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySample, { maxLength: 40 }), fc.nat({ max: 8 }), async (samples, k) => {
        const plain = await recalled(samples, undefined, k)
        expect(await recalled(samples, { floor: -1, balance: false, diversity: 0 }, k)).toEqual(plain)
      }),
      { numRuns: 40 },
    )
  })
})

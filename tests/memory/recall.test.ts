import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Episode } from '../../src/contract/index.ts'
import {
  openRecall,
  type IndexEngine,
  type RecallExclusion,
  type StoredMemory,
} from '../../src/memory/index.ts'
import { unitCosine } from './by-hand.ts'
import { episode, memoryOf, tableOf } from './sample-memory.ts'

const texts = Array.from({ length: 12 }, (_, at) => `text ${at}`)
const nobody: RecallExclusion = { sampleId: 'none', rowId: 'none', text: '' }

function stored(episodes: Episode[], missing: string[] = []): StoredMemory {
  const table = tableOf(episodes)
  for (const hash of missing) table.vectors.delete(hash)
  return { memory: memoryOf(episodes), table, missing }
}

const anyEpisodes = fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 40 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((number) =>
      fc
        .record({
          text: fc.constantFrom(...texts),
          rowId: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5', 'r6'),
          group: fc.constantFrom('g1', 'g2', 'g3', undefined),
        })
        .map(({ text, rowId, group }) =>
          episode(number, text, { rowId, ...(group === undefined ? {} : { group }) }),
        ),
    ),
  ),
)

const anyExclusion = fc.record({
  sampleId: fc.nat({ max: 60 }).map((number) => `s${number}`),
  rowId: fc.constantFrom('r1', 'r2', 'r9'),
  group: fc.constantFrom('g1', 'g2', undefined),
  text: fc.constant(''),
})

describe.each<IndexEngine>(['exact', 'hnsw'])('recall with the %s engine', (engine) => {
  test('never shows the sample, its row or its group, and otherwise all that a plain filter finds', async () => {
    const element = fc.integer({ min: -9, max: 9 })
    const query = fc
      .tuple(element, element, element, element)
      .filter((vector) => vector.some((each) => each !== 0))
    await fc.assert(
      fc.asyncProperty(
        anyEpisodes,
        anyExclusion,
        query,
        fc.nat({ max: 12 }),
        fc.boolean(),
        async (episodes, exclude, vector, k, someMissing) => {
          const hashes = someMissing ? episodes.slice(0, 1).map((each) => each.vector) : []
          const memory = stored(episodes, hashes)
          const recall = await openRecall(memory, { engine })
          expect(recall.engine).toBe(engine)
          const eligible = episodes.filter(
            (each) =>
              memory.table.vectors.has(each.vector) &&
              each.sampleId !== exclude.sampleId &&
              each.rowId !== exclude.rowId &&
              (exclude.group === undefined || each.group !== exclude.group),
          )
          const similarity = (each: Episode) =>
            unitCosine(memory.table.vectors.get(each.vector) ?? [], vector)
          const { episodes: found } = recall.nearest(vector, { k, exclude })
          expect(found).toHaveLength(Math.min(k, eligible.length))
          expect(new Set(found.map((each) => each.episode)).size).toBe(found.length)
          for (const each of found) {
            expect(eligible).toContain(each.episode)
            expect(each.similarity).toBeCloseTo(similarity(each.episode), 5)
          }
          const best = eligible.map(similarity).toSorted((one, two) => two - one)
          for (const [at, each] of found.entries()) expect(each.similarity).toBeCloseTo(best[at] ?? 9, 5)
        },
      ),
      { numRuns: 80 },
    )
  })

  test('episodes of one text come together, in order of sample ids', async () => {
    const recall = await openRecall(
      stored([episode(3, 'same'), episode(1, 'same'), episode(2, 'same'), episode(4, 'other')]),
      { engine },
    )
    const vector =
      tableOf([episode(1, 'same')])
        .vectors.values()
        .next().value ?? []
    const idsFound = (k: number, exclude: RecallExclusion) =>
      recall.nearest(vector, { k, exclude }).episodes.map((each) => each.episode.sampleId)
    expect(idsFound(3, nobody)).toEqual(['s1', 's2', 's3'])
    expect(idsFound(2, { ...nobody, sampleId: 's1', rowId: 'r2' })).toEqual(['s3', 's4'])
  })

  test('reaches behind a large group that is withheld', async () => {
    const group = Array.from({ length: 150 }, (_, at) => episode(at, `group ${at}`, { group: 'mine' }))
    const others = Array.from({ length: 7 }, (_, at) => episode(1000 + at, `other ${at}`))
    const recall = await openRecall(stored([...group, ...others]), { engine })
    const exclude = { sampleId: 's0', rowId: 'r0', group: 'mine', text: '' }
    const { episodes: found } = recall.nearest([1, 2, 3, 4], { k: 5, exclude })
    expect(found).toHaveLength(5)
    expect(found.map((each) => each.episode.group)).toEqual(Array.from({ length: 5 }))
    expect(recall.nearest([1, 2, 3, 4], { k: 50, exclude }).episodes).toHaveLength(7)
  })

  test('a memory without episodes recalls nothing', async () => {
    const recall = await openRecall(stored([]), { engine })
    expect(recall.nearest([1, 0, 0, 0], { k: 5, exclude: nobody })).toEqual({
      episodes: [],
      nearDuplicates: 0,
    })
  })

  test('refuses a query of another length and a k that is no count', async () => {
    const recall = await openRecall(stored([episode(1, 'one')]), { engine })
    const refused = (code: string) => expect.objectContaining({ code })
    expect(() => recall.nearest([1, 0], { k: 5, exclude: nobody })).toThrow(refused('invalid-vector'))
    const own = { ...nobody, sampleId: 's1' }
    expect(() => recall.nearest([1, 0, 0, 0], { k: -1, exclude: own })).toThrow(refused('invalid-options'))
  })
})

test('recall passes the notice of a missing addon on', async () => {
  const notices: string[] = []
  const recall = await openRecall(stored([episode(1, 'one')]), {
    notify: (notice) => notices.push(notice),
    loadAddon: () => Promise.reject(new Error('gone')),
  })
  expect(recall.engine).toBe('exact')
  expect(notices).toEqual([
    'The HNSW engine hnswlib-node cannot be used (gone), so an exact scan searches the memory.',
  ])
  expect(recall.nearest([1, 0, 0, 0], { k: 1, exclude: nobody }).episodes).toHaveLength(1)
})

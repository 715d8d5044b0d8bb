import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadRows } from '../../src/dataset/index.ts'

const named = (ids: readonly string[]) => ids.map((id) => ({ id, inputs: `text of ${id}` }))
const ids = (count: number) => Array.from({ length: count }, (_, index) => `row-${index}`)

test('takes the asked number of rows, in the order of the source', async () => {
  const sampled = await loadRows(named(ids(20)), { sample: { size: 5, seed: 1 } })
  expect(sampled.map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "row-2",
      "row-6",
      "row-14",
      "row-15",
      "row-18",
    ]
  `)
  expect(await loadRows(named(ids(20)), { sample: { size: 5, seed: 1 } })).toEqual(sampled)
  expect(await loadRows(named(ids(20)), { sample: { size: 5, seed: 2 } })).not.toEqual(sampled)
})

test('takes all rows where there are fewer than asked', async () => {
  expect(await loadRows(named(ids(3)), { sample: { size: 50, seed: 1 } })).toEqual(named(ids(3)))
})

test('takes the same rows whatever their order', async () => {
  const forth = await loadRows(named(ids(30)), { sample: { size: 7, seed: 3 } })
  const back = await loadRows(named(ids(30).toReversed()), { sample: { size: 7, seed: 3 } })
  expect(back.toReversed()).toEqual(forth)
})

test('lets each appended row push out at most one, and leaves the others as they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 60 }),
      fc.nat(60),
      fc.integer({ min: 1, max: 20 }),
      fc.integer(),
      async (all, cut, size, seed) => {
        const before = Math.max(1, Math.min(cut, all.length))
        const sample = { size, seed }
        const old = await loadRows(named(all.slice(0, before)), { sample })
        const now = await loadRows(named(all), { sample })
        const appended = new Set(all.slice(before))
        const fresh = now.filter(({ id }) => appended.has(id))
        const gone = old.filter(({ id }) => !now.some((row) => row.id === id))
        expect(now).toHaveLength(Math.min(size, all.length))
        expect(gone.length).toBeLessThanOrEqual(fresh.length)
        expect(fresh.length).toBeLessThanOrEqual(appended.size)
        expect(now.filter(({ id }) => !appended.has(id))).toEqual(old.filter((row) => !gone.includes(row)))
      },
    ),
    { numRuns: 100 },
  )
})

test('takes each row about equally often over many seeds', async () => {
  const counts = new Map(ids(10).map((id) => [id, 0]))
  for (let seed = 0; seed < 500; seed++) {
    for (const { id } of await loadRows(named(ids(10)), { sample: { size: 3, seed } })) {
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  for (const count of counts.values()) expect(Math.abs(count - 150)).toBeLessThan(45)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/io/index.ts'
import { exactIndex, hnswIndex, openIndex } from '../../src/memory/index.ts'
import { engineContract } from './engine-contract.ts'
import { randomEntries } from './random-entries.ts'

engineContract('exact', async (entries, dimensions) => exactIndex(entries, dimensions))
engineContract('hnsw', (entries, dimensions) => hnswIndex(entries, dimensions))
engineContract(
  'hnsw',
  async (entries, dimensions) => {
    const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-index-'))
    const identity = { model: 'any', dimensions, endpoint: 'offline' }
    const options = { dimensions, cache: { folder, identity, leastVectors: 1 } }
    await openIndex(entries, options)
    const index = await openIndex(entries, options)
    expect(index.isFromDisk).toBe(entries.length > 0)
    await rm(folder, { recursive: true })
    return index
  },
  'read from disk',
)

test('both engines give the same keys and the same numbers to the last bit', async () => {
  const entries = randomEntries(400, 48, seededRandom(5))
  const exact = exactIndex(entries, 48)
  const hnsw = await hnswIndex(entries.toReversed(), 48)
  for (const { vector } of randomEntries(50, 48, seededRandom(6))) {
    expect(hnsw.search(vector, 7)).toEqual(exact.search(vector, 7))
  }
})

describe('openIndex', () => {
  const entries = randomEntries(30, 8, seededRandom(7))

  async function opened(options: Omit<Parameters<typeof openIndex>[1], 'dimensions'>) {
    const notices: string[] = []
    const index = await openIndex(entries, {
      ...options,
      dimensions: 8,
      notify: (notice) => notices.push(notice),
    })
    return { index, notices }
  }

  test('opens HNSW by default and says nothing', async () => {
    const { index, notices } = await opened({})
    expect(index.engine).toBe('hnsw')
    expect(notices).toEqual([])
  })

  test('opens the exact scan on request, without touching the addon', async () => {
    const { index, notices } = await opened({
      engine: 'exact',
      loadAddon: () => Promise.reject(new Error('must not be loaded')),
    })
    expect(index.engine).toBe('exact')
    expect(notices).toEqual([])
  })

  test('falls back to the exact scan with one sentence when the addon is missing', async () => {
    const { index, notices } = await opened({
      engine: 'hnsw',
      loadAddon: () => Promise.reject(new Error("Cannot find package 'hnswlib-node'\nRequire stack:\n- x")),
    })
    expect(index.engine).toBe('exact')
    expect(index.search(entries[4]?.vector ?? [], 1)[0]?.key).toBe('key-0004')
    expect(notices).toMatchInlineSnapshot(`
      [
        "The HNSW engine hnswlib-node cannot be used (Cannot find package 'hnswlib-node'), so an exact scan searches the memory.",
      ]
    `)
  })

  test('says in one sentence that the addon was not compiled', async () => {
    const { notices } = await opened({
      loadAddon: () =>
        Promise.reject(new Error('Could not locate the bindings file. Tried:\n → /x/addon.node')),
    })
    expect(notices).toEqual([
      'The HNSW engine hnswlib-node cannot be used (Could not locate the bindings file), so an exact scan searches the memory.',
    ])
  })

  test('falls back when the module is not the addon we know', async () => {
    const { index, notices } = await opened({ loadAddon: async () => ({ default: {} }) })
    expect(index.engine).toBe('exact')
    expect(notices).toMatchInlineSnapshot(`
      [
        "The HNSW engine hnswlib-node cannot be used (hnswlib-node exports no HierarchicalNSW), so an exact scan searches the memory.",
      ]
    `)
  })

  test('falls back when the graph fails its self-test', async () => {
    class WrongGraph {
      initIndex(): void {}
      addPoint(): void {}
      setEf(): void {}
      searchKnn(): { neighbors: number[] } {
        return { neighbors: [0] }
      }
    }
    const { index, notices } = await opened({ loadAddon: async () => ({ HierarchicalNSW: WrongGraph }) })
    expect(index.engine).toBe('exact')
    expect(notices).toMatchInlineSnapshot(`
      [
        "The HNSW index found only 3 % of the vectors it was asked for in its self-test, so an exact scan searches the memory.",
      ]
    `)
  })

  test('falls back when each vector finds itself and queries miss their neighbours', async () => {
    const many = randomEntries(200, 8, seededRandom(5))
    class LosingGraph {
      readonly points: string[] = []
      initIndex(): void {}
      addPoint(point: number[]): void {
        this.points.push(point.join(' '))
      }
      setEf(): void {}
      searchKnn(query: number[], count: number): { neighbors: number[] } {
        const itself = this.points.indexOf(query.join(' '))
        return { neighbors: itself < 0 ? [...this.points.keys()].slice(0, count) : [itself] }
      }
    }
    const notices: string[] = []
    const index = await openIndex(many, {
      dimensions: 8,
      loadAddon: async () => ({ HierarchicalNSW: LosingGraph }),
      notify: (notice) => notices.push(notice),
    })
    expect(index.engine).toBe('exact')
    expect(notices).toEqual([
      expect.stringMatching(
        /^The HNSW index found only \d\d % of the nearest vectors in its self-test, so an exact scan searches the memory\.$/,
      ),
    ])
  })

  test('falls back when the graph throws', async () => {
    class ThrowingGraph {
      initIndex(): void {
        throw new Error('out of memory.')
      }
    }
    const { index, notices } = await opened({ loadAddon: async () => ({ HierarchicalNSW: ThrowingGraph }) })
    expect(index.engine).toBe('exact')
    expect(notices).toMatchInlineSnapshot(`
      [
        "The HNSW engine hnswlib-node cannot be used (out of memory), so an exact scan searches the memory.",
      ]
    `)
  })

  test('a bad vector is an error, not a reason to fall back', async () => {
    const notices: string[] = []
    const opening = openIndex([{ key: 'a', vector: [Number.NaN, 1] }], {
      dimensions: 2,
      notify: (notice) => notices.push(notice),
    })
    await expect(opening).rejects.toMatchObject({ code: 'invalid-vector' })
    expect(notices).toEqual([])
  })

  test('a graph that reaches only some of its points still hands back as many as there are', async () => {
    class ShortGraph {
      readonly points: number[][] = []
      initIndex(): void {}
      addPoint(point: number[]): void {
        this.points.push(point)
      }
      setEf(): void {}
      searchKnn(query: number[]): { neighbors: number[] } {
        const dots = this.points.map((point) => point.reduce((sum, x, at) => sum + x * (query[at] ?? 0), 0))
        return { neighbors: [dots.indexOf(Math.max(...dots))] }
      }
    }
    const { index } = await opened({ loadAddon: async () => ({ HierarchicalNSW: ShortGraph }) })
    expect(index.engine).toBe('hnsw')
    const query = entries[0]?.vector ?? []
    expect(index.search(query, 5)).toEqual(exactIndex(entries, 8).search(query, 5))
  })
})

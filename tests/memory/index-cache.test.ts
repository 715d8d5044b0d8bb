import { truncateSync, writeFileSync } from 'node:fs'
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { seededRandom, sha256 } from '../../src/io/index.ts'
import { exactIndex, openIndex, saveMemory, type IndexEntry } from '../../src/memory/index.ts'
import { graphClass, loadHnswlib, type HnswGraphClass } from '../../src/memory/hnsw-addon.ts'
import { temporaryFolder } from './folder.ts'
import { randomEntries } from './random-entries.ts'
import { episode, memoryOf, tableOf } from './sample-memory.ts'

const folder = temporaryFolder()
const dimensions = 16
const identity = { model: 'random', dimensions, endpoint: 'offline' }
const entries = randomEntries(60, dimensions, seededRandom(1))
const Addon = graphClass(await loadHnswlib())

/** The addon, with what was asked of it; `write` stands in for a disk with faults. */
function watchedAddon(write?: (path: string, whole: () => void) => void) {
  const calls = { added: 0, read: [] as string[] }
  class Watched extends Addon {
    override addPoint(point: number[], label: number): void {
      calls.added++
      super.addPoint(point, label)
    }
    override readIndexSync(path: string): void {
      calls.read.push(path)
      super.readIndexSync(path)
    }
    override writeIndexSync(path: string): void {
      const whole = () => super.writeIndexSync(path)
      if (write) write(path, whole)
      else whole()
    }
  }
  return { calls, load: async () => ({ HierarchicalNSW: Watched satisfies HnswGraphClass }) }
}

async function open(
  all: readonly IndexEntry[] = entries,
  more: { write?: Parameters<typeof watchedAddon>[0] } = {},
) {
  const { calls, load } = watchedAddon(more.write)
  const notices: string[] = []
  const index = await openIndex(all, {
    dimensions,
    loadAddon: load,
    notify: (notice) => notices.push(notice),
    cache: { folder: folder.path, identity, leastVectors: 10 },
  })
  expect(index.engine).toBe('hnsw')
  expect(notices).toEqual([])
  const exact = exactIndex(all, dimensions)
  for (const { vector } of randomEntries(20, dimensions, seededRandom(2)))
    expect(index.search(vector, 5)).toEqual(exact.search(vector, 5))
  return { built: calls.added, read: calls.read.length }
}

const names = async () => (await readdir(folder.path)).toSorted()
const whole = ['.gitignore', 'index.hnsw', 'index.json']
const path = (name: string) => join(folder.path, name)

describe('an index kept on disk', () => {
  test('is written once, read back before it counts, and loaded the next time', async () => {
    expect(await open()).toEqual({ built: 60, read: 1 })
    expect(await names()).toEqual(whole)
    expect(await open()).toEqual({ built: 0, read: 1 })
    expect(await open(entries.toReversed())).toEqual({ built: 0, read: 1 })
    expect(await names()).toEqual(whole)
  })

  test('has a manifest that says all it depends on, and git passes over both', async () => {
    await open()
    const index = await readFile(path('index.hnsw'))
    const manifest = JSON.parse(await readFile(path('index.json'), 'utf8')) as Record<string, unknown>
    expect(manifest).toEqual({
      schema: 'vitest-judge/index@1',
      engine: `hnswlib-node 3.0.0 ${process.platform} ${process.arch}`,
      space: 'ip',
      linksPerNode: 16,
      candidatesWhenBuilding: 200,
      seed: 100,
      dimensions,
      embedder: identity,
      count: 60,
      vectors: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: index.length,
      sha256: sha256(index),
    })
    expect(await readFile(path('.gitignore'), 'utf8')).toBe('index.*\n.gitignore\n')
  })

  test('is the same file for the same vectors, whatever their order', async () => {
    await open()
    const [index, manifest] = [await readFile(path('index.hnsw')), await readFile(path('index.json'), 'utf8')]
    await writeFile(path('index.json'), '{}')
    await open(entries.toReversed())
    expect(await readFile(path('index.hnsw'))).toEqual(index)
    expect(await readFile(path('index.json'), 'utf8')).toBe(manifest)
  })

  test('is not written for few vectors', async () => {
    expect(await open(entries.slice(0, 9))).toEqual({ built: 9, read: 0 })
    expect(await names()).toEqual([])
    const cache = { folder: folder.path, identity }
    await openIndex(entries, { dimensions, cache })
    expect(await names()).toEqual([])
  })

  test('holds a vector that many share once', async () => {
    const shared = [...entries, ...entries.map(({ vector }, at) => ({ key: `twin-${at}`, vector }))]
    expect(await open(shared)).toEqual({ built: 60, read: 1 })
    expect(await open(shared)).toEqual({ built: 0, read: 1 })
  })

  test.each<[string, IndexEntry[]]>([
    ['one vector more', [...entries, { key: 'more', vector: Array.from({ length: dimensions }, () => 1) }]],
    ['one vector less', entries.slice(1)],
    [
      'another vector',
      [{ key: 'key-0000', vector: Array.from({ length: dimensions }, () => 1) }, ...entries.slice(1)],
    ],
    ['another key', [{ ...(entries[0] as IndexEntry), key: 'key-0000a' }, ...entries.slice(1)]],
  ])('is built anew for %s', async (_, others) => {
    await open()
    expect(await open(others)).toEqual({ built: others.length, read: 1 })
    expect(await open(others)).toEqual({ built: 0, read: 1 })
  })

  test.each([
    'schema',
    'engine',
    'space',
    'linksPerNode',
    'candidatesWhenBuilding',
    'seed',
    'dimensions',
    'embedder',
    'count',
    'vectors',
    'bytes',
    'sha256',
  ])('whose manifest says another %s never reaches the addon', async (field) => {
    await open()
    const manifest = JSON.parse(await readFile(path('index.json'), 'utf8')) as Record<string, unknown>
    const value = manifest[field]
    const other =
      typeof value === 'number'
        ? value + 1
        : typeof value === 'string'
          ? `${value}0`
          : { ...identity, model: 'b' }
    await writeFile(path('index.json'), JSON.stringify({ ...manifest, [field]: other }))
    expect(await open()).toEqual({ built: 60, read: 1 })
    expect(await open()).toEqual({ built: 0, read: 1 })
  })

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['a flipped bit', (bytes) => (bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40), bytes)],
    ['a cut', (bytes) => bytes.subarray(0, -1)],
    ['bytes behind it', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
    ['nothing in it', () => Buffer.alloc(0)],
  ])('with %s never reaches the addon and is built anew', async (_, change) => {
    await open()
    const good = await readFile(path('index.hnsw'))
    await writeFile(path('index.hnsw'), change(Buffer.from(good)))
    // The one reading is that of the new file, before it counts.
    expect(await open()).toEqual({ built: 60, read: 1 })
    expect(await readFile(path('index.hnsw'))).toEqual(good)
  })

  test('that is sound and of other vectors is found out by its self-test', async () => {
    const many = randomEntries(400, dimensions, seededRandom(8))
    await open(randomEntries(400, dimensions, seededRandom(9)))
    const wrong = await readFile(path('index.hnsw'))
    await open(many)
    const manifest = JSON.parse(await readFile(path('index.json'), 'utf8')) as Record<string, unknown>
    await writeFile(path('index.hnsw'), wrong)
    await writeFile(
      path('index.json'),
      JSON.stringify({ ...manifest, bytes: wrong.length, sha256: sha256(wrong) }),
    )
    expect(await open(many)).toEqual({ built: 400, read: 2 })
    expect(await open(many)).toEqual({ built: 0, read: 1 })
  })

  test('that a full disk cut short, in silence, does not count', async () => {
    const cut = (file: string, write: () => void) => {
      write()
      truncateSync(file, 1000)
    }
    await open(entries, { write: cut })
    expect(await names()).not.toContain('index.json')
    await open(entries, { write: () => {} })
    expect((await names()).filter((name) => name.startsWith('index.'))).toEqual([])
  })

  test('is not written while somebody else writes, nor into what is no folder', async () => {
    await writeFile(path('.lock'), String(process.ppid))
    expect((await open()).built).toBe(60)
    expect(await names()).toEqual(['.lock'])
    await writeFile(path('file'), '')
    const index = await openIndex(entries, {
      dimensions,
      cache: { folder: path('file'), identity, leastVectors: 1 },
    })
    expect(index.engine).toBe('hnsw')
  })

  test('leaves a .gitignore of others alone, and nothing of an interrupted writer behind', async () => {
    await writeFile(path('.gitignore'), 'mine\n')
    await writeFile(path('index.hnsw.1.abc.tmp'), 'left behind')
    await open()
    expect(await names()).toEqual(whole)
    expect(await readFile(path('.gitignore'), 'utf8')).toBe('mine\n')
  })

  test('goes when the memory is saved with other vectors, and stays when it is not', async () => {
    const two = [episode(1, 'first'), episode(2, 'second')]
    await saveMemory(folder.path, memoryOf(two), tableOf(two))
    await mkdir(path('sub'))
    for (const name of ['index.hnsw', 'index.json', 'index.hnsw.9.f.tmp']) await writeFile(path(name), 'old')
    await saveMemory(folder.path, memoryOf(two, { k: 3 }), tableOf(two))
    await access(path('index.hnsw'))
    await saveMemory(folder.path, memoryOf(two.slice(1)), tableOf(two))
    expect(await names()).toEqual(['memory.json', 'sub', 'vectors.jsonl'])
  })

  test('is not written when the vectors on disk changed while it was built', async () => {
    const write = (_: string, all: () => void) => {
      all()
      writeFileSync(path('vectors.jsonl'), 'changed')
    }
    await open(entries, { write })
    expect(await names()).toEqual(['vectors.jsonl'])
  })
})

describe('several that open the same memory at once', () => {
  beforeEach(() => open())

  test('all load it, and none leaves anything behind', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => open()))
    expect(opened).toEqual(Array.from({ length: 8 }, () => ({ built: 0, read: 1 })))
    expect(await names()).toEqual(whole)
  })
})

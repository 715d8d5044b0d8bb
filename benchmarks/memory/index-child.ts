import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exactIndex, openIndex, type IndexEntry, type VectorIndex } from '../../src/memory/index.ts'
import { embedder } from '../../src/model/index.ts'
import { readSentences } from './sentences.ts'
import { syntheticEntries } from './synthetic.ts'

/** What one process measures: so many synthetic vectors, or the sentences of texts. */
export interface IndexTask {
  synthetic?: number
  /** Sentences: of the project's own texts, or of this file. */
  file?: string
  embeddingModel?: string
  queries: number
  exactQueries: number
}

/** What it found; times in milliseconds, a search's is the median. */
export interface IndexFigures {
  vectors: number
  dimensions: number
  model: string
  /** Built, written, read back and tested. */
  buildMs: number
  loadMs: number
  exactMs: number
  hnswMs: number
  /** Share of the 5 nearest that HNSW found, in [0, 1]. */
  recall: number
  /** Size of the index on disk, which is about what it takes in memory. */
  fileBytes: number
}

const k = 5
const task = JSON.parse(process.argv[2] ?? '{}') as IndexTask

async function material(): Promise<{
  entries: IndexEntry[]
  queries: IndexEntry[]
  dimensions: number
  model: string
}> {
  const dimensions = 512
  if (task.synthetic !== undefined) {
    const entries = syntheticEntries(task.synthetic, dimensions, 2)
    return { entries, queries: syntheticEntries(task.queries, dimensions, 3), dimensions, model: 'synthetic' }
  }
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const sentences = await readSentences(root, task.file)
  const model = embedder(task.embeddingModel === undefined ? {} : { model: task.embeddingModel })
  const vectors = await model.embed(sentences)
  const all = vectors.map((vector, at) => ({ key: `sentence-${String(at).padStart(6, '0')}`, vector }))
  // Every tenth is asked about and not stored.
  const queries = all.filter((_, at) => at % 10 === 9)
  const entries = all.filter((_, at) => at % 10 !== 9)
  return {
    entries,
    queries: queries.slice(0, task.queries),
    dimensions: model.identity.dimensions,
    model: model.identity.model,
  }
}

function medianMs(index: VectorIndex, queries: readonly IndexEntry[]): number {
  for (const { vector } of queries.slice(0, 10)) index.search(vector, k)
  const times = queries.map(({ vector }) => {
    const begin = performance.now()
    index.search(vector, k)
    return performance.now() - begin
  })
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] as number
}

const { entries, queries, dimensions, model } = await material()
const folder = await mkdtemp(join(tmpdir(), 'vitest-judge-bench-'))
const identity = { model, dimensions, endpoint: 'offline' }
const open = async () => {
  const begin = performance.now()
  const index = await openIndex(entries, {
    dimensions,
    cache: { folder, identity, leastVectors: 1 },
    notify: (notice) => {
      throw new Error(notice)
    },
  })
  return { index, milliseconds: performance.now() - begin }
}
const built = await open()
const loaded = await open()
if (built.index.isFromDisk || !loaded.index.isFromDisk) throw new Error('the index was not read from disk')
const { size: fileBytes } = await stat(join(folder, 'index.hnsw'))
await rm(folder, { recursive: true })
const exact = exactIndex(entries, dimensions)

const keysOf = (index: VectorIndex, vector: IndexEntry['vector']) =>
  index.search(vector, k).map(({ key }) => key)
const asked = queries.slice(0, Math.max(task.exactQueries, 1))
const found = asked.reduce((sum, { vector }) => {
  const right = new Set(keysOf(exact, vector))
  return sum + keysOf(loaded.index, vector).filter((key) => right.has(key)).length
}, 0)
const figures: IndexFigures = {
  vectors: entries.length,
  dimensions,
  model,
  buildMs: built.milliseconds,
  loadMs: loaded.milliseconds,
  exactMs: medianMs(exact, asked),
  hnswMs: medianMs(loaded.index, queries),
  recall: found / (asked.length * Math.min(k, entries.length)),
  fileBytes,
}
process.stdout.write(JSON.stringify(figures))

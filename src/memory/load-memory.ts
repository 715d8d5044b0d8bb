import { join } from 'node:path'
import type { Memory } from '../contract/index.ts'
import { readTextIfAny } from '../io/index.ts'
import { parseMemory } from './memory-file.ts'
import { rememberLatest } from './remember-latest.ts'
import { parseVectorTables, sameEmbedder, type VectorTable } from './vector-table.ts'

/** A memory with the vectors of its episodes. */
export interface StoredMemory {
  memory: Memory
  /** The vectors of the memory's own embedder. */
  table: VectorTable
  /** The hashes that episodes name and that have no vector, each once, sorted. */
  missing: string[]
}

/** The two files of a memory as they stand on disk. */
export interface MemoryTexts {
  memory: string | undefined
  vectors: string | undefined
}

const readings = 5

/** Where a memory's own file lies in its folder. */
export function memoryPath(folder: string): string {
  return join(folder, 'memory.json')
}

/** Where a memory's vectors lie in its folder. */
export function vectorsPath(folder: string): string {
  return join(folder, 'vectors.jsonl')
}

/**
 * Reads the memory in a folder, or undefined where there is none. Vectors that are not there are listed as
 * missing, to be embedded again.
 *
 * @throws VitestJudgeError `damaged-file` naming the file, and the line of `vectors.jsonl`
 */
export async function loadMemory(folder: string): Promise<StoredMemory | undefined> {
  return storedMemory(folder, await readMemoryTexts(folder))
}

/** The two texts of a folder, read while nobody changed the memory between them. */
export async function readMemoryTexts(folder: string): Promise<MemoryTexts> {
  let memory = await readTextIfAny(memoryPath(folder))
  let vectors: string | undefined
  for (let reading = 0; reading < readings; reading++) {
    vectors = await readTextIfAny(vectorsPath(folder))
    const again = await readTextIfAny(memoryPath(folder))
    if (again === memory) break
    memory = again
  }
  return { memory, vectors }
}

const tablesOf = new WeakMap<MemoryTexts, VectorTable[]>()

/** The vectors in a folder, of one embedder or, where a change of it was interrupted, of two. Not to be changed. */
export function storedTables(folder: string, texts: MemoryTexts): VectorTable[] {
  if (texts.vectors === undefined) return []
  const tables = tablesOf.get(texts) ?? parseVectorTables(vectorsPath(folder), texts.vectors)
  tablesOf.set(texts, tables)
  return tables
}

const parsedOnce = rememberLatest<Memory>()

/** The memory that two texts make, or undefined without the first. */
export function storedMemory(folder: string, texts: MemoryTexts): StoredMemory | undefined {
  if (texts.memory === undefined) return undefined
  const path = memoryPath(folder)
  const text = texts.memory
  const memory = parsedOnce(path, text, () => parseMemory(path, text))
  const tables = storedTables(folder, texts)
  const own = tables.find(({ identity }) => sameEmbedder(identity, memory.embedder))
  const table = own ?? { identity: memory.embedder, vectors: new Map() }
  const missing = new Set(
    memory.episodes.map(({ vector }) => vector).filter((hash) => !table.vectors.has(hash)),
  )
  return { memory, table, missing: [...missing].toSorted() }
}

import { join } from 'node:path'
import { VitestJudgeError, type JsonObject, type Memory } from '../contract/index.ts'
import { exists, isFile, withLock } from '../io/index.ts'
import { defaultLeastVectors, indexPaths, removeIndex } from './graph-cache.ts'
import { memoryPath, readMemoryTexts, storedMemory, storedTables, type MemoryTexts } from './load-memory.ts'
import { parseMemory } from './memory-file.ts'
import type { IndexOptions } from './open-index.ts'
import { openRecall } from './recall.ts'
import { verifyVersions } from './versions/verify.ts'

/** One file of a memory, or one fault in it. `healed` was made anew from what is intact. */
export interface MemoryCheck {
  /** `memory.json`, `vectors.jsonl`, `index.hnsw` or `versions`. */
  file: string
  state: 'intact' | 'healed' | 'damaged'
  /** What is in it, or what is wrong with it. */
  detail: string
}

/** How a memory's index is opened while it is checked. */
export interface VerifyOptions extends Pick<IndexOptions, 'loadAddon' | 'notify'> {
  /** Fewer distinct vectors have no index on disk; default 2000. */
  leastVectors?: number | undefined
}

/**
 * Checks all files of a memory against their schemas and checksums. An index that does not fit is made anew, as
 * opening the memory would; nothing else is written.
 */
export async function verifyMemory(folder: string, options: VerifyOptions = {}): Promise<MemoryCheck[]> {
  const texts = await readMemoryTexts(folder)
  const memory = checkOf('memory.json', () => memoryDetail(folder, texts))
  const vectors = checkOf('vectors.jsonl', () => vectorsDetail(folder, texts))
  const checks = [memory, vectors]
  if (checks.every(({ state }) => state !== 'damaged')) checks.push(await checkIndex(folder, texts, options))
  return [...checks, ...(await checkVersions(folder))]
}

function memoryDetail(folder: string, { memory: text }: MemoryTexts): Omit<MemoryCheck, 'file'> {
  if (text === undefined) return { state: 'damaged', detail: `${memoryPath(folder)} does not exist.` }
  const memory = parseMemory(memoryPath(folder), text)
  const { fingerprint } = JSON.parse(text) as JsonObject
  const edited =
    fingerprint === memory.fingerprint ? '' : '; guidelines were edited by hand since it was written'
  return { state: 'intact', detail: `${contentOf(memory)}${edited}` }
}

function contentOf({ guidelines, episodes }: Memory): string {
  return `${count(guidelines.length, 'guideline')}, ${count(episodes.length, 'example')}`
}

function vectorsDetail(folder: string, texts: MemoryTexts): Omit<MemoryCheck, 'file'> {
  const tables = storedTables(folder, texts)
  const all = tables.reduce((sum, { vectors }) => sum + vectors.size, 0)
  const missing = missingVectors(folder, texts)
  if (missing === 0) return { state: 'intact', detail: count(all, 'vector') }
  return {
    state: 'damaged',
    detail: `${count(missing, 'vector')} ${missing === 1 ? 'is' : 'are'} missing: npx vitest-judge align embeds again what is missing`,
  }
}

function missingVectors(folder: string, texts: MemoryTexts): number {
  try {
    return storedMemory(folder, texts)?.missing.length ?? 0
  } catch (error) {
    if (VitestJudgeError.is(error)) return 0
    throw error
  }
}

async function checkIndex(folder: string, texts: MemoryTexts, options: VerifyOptions): Promise<MemoryCheck> {
  const file = 'index.hnsw'
  const { index, manifest } = indexPaths(folder)
  const wasThere = (await exists(index)) || (await exists(manifest))
  const stored = storedMemory(folder, texts)
  if (stored === undefined) return { file, state: 'intact', detail: 'none' }
  const { leastVectors, ...rest } = options
  const recall = await openRecall(stored, { ...rest, cache: { folder, leastVectors } })
  if (recall.isFromDisk) return { file, state: 'intact', detail: count(stored.table.vectors.size, 'vector') }
  const isThere = (await isFile(index)) && (await isFile(manifest))
  const isWanted =
    recall.engine === 'hnsw' && stored.table.vectors.size >= (leastVectors ?? defaultLeastVectors)
  if (isWanted && isThere)
    return {
      file,
      state: 'healed',
      detail: wasThere ? 'it did not fit its vectors and was made anew' : 'it was made',
    }
  try {
    if (wasThere) await dropIndex(folder)
  } catch (error) {
    if (VitestJudgeError.is(error) && error.code === 'damaged-file') return damagedCheck(file, error)
    throw error
  }
  return {
    file,
    state: wasThere ? 'healed' : 'intact',
    detail: `${wasThere ? 'it was dropped; ' : ''}none is kept: ${recall.engine === 'exact' ? 'every vector is looked at' : 'it is made whenever the memory is opened'}`,
  }
}

/** Drops the index of a memory: it is a cache. */
export async function dropIndex(folder: string): Promise<void> {
  await withLock(join(folder, '.lock'), () => removeIndex(folder))
}

async function checkVersions(folder: string): Promise<MemoryCheck[]> {
  const file = 'versions'
  try {
    const { whole, parts, unused, faults } = await verifyVersions(folder)
    const spare = unused === 0 ? '' : `; ${count(unused, 'part')} of versions that are gone`
    return [
      { file, state: 'intact', detail: `${count(whole, 'version')}, ${count(parts, 'part')}${spare}` },
      ...faults.map((detail): MemoryCheck => ({ file, state: 'damaged', detail })),
    ]
  } catch (error) {
    return [damagedCheck(file, error)]
  }
}

function checkOf(file: string, detail: () => Omit<MemoryCheck, 'file'>): MemoryCheck {
  try {
    return { file, ...detail() }
  } catch (error) {
    return damagedCheck(file, error)
  }
}

function damagedCheck(file: string, error: unknown): MemoryCheck {
  if (!VitestJudgeError.is(error)) throw error
  return { file, state: 'damaged', detail: error.message.split('\n')[0] as string }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
}

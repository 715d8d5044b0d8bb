import { join } from 'node:path'
import { VitestJudgeError, type EmbedderIdentity, type Memory } from '../contract/index.ts'
import { withLock, writeWhole } from '../io/index.ts'
import { fitMemory } from './fit-memory.ts'
import { removeIndex } from './graph-cache.ts'
import {
  memoryPath,
  readMemoryTexts,
  storedMemory,
  storedTables,
  vectorsPath,
  type MemoryTexts,
} from './load-memory.ts'
import { formatVectorTables, sameEmbedder, type VectorTable } from './vector-table.ts'

/** One file to be written whole. */
export interface WriteStep {
  path: string
  text: string
}

/**
 * Writes a memory and the vectors that its episodes use, under a lock, so that a crash at any moment leaves the
 * old memory or the new one, with all their vectors. Nothing is written when both files would stay as they are.
 * Vectors that no episode uses any more are dropped; a vector that is neither in `table` nor on disk stays missing.
 *
 * @throws VitestJudgeError `invalid-vector` when a vector is not valid or the table is another embedder's,
 *   `damaged-file` when what stands on disk is damaged or `memory` does not fit its schema, `locked` when another
 *   process writes
 */
export async function saveMemory(
  folder: string,
  memory: Memory,
  table: VectorTable,
): Promise<'written' | 'unchanged'> {
  return withLock(join(folder, '.lock'), async () => {
    const steps = saveSteps(folder, await readMemoryTexts(folder), memory, table)
    await writeSteps(folder, steps)
    return steps.length === 0 ? 'unchanged' : 'written'
  })
}

/** What has to be written, in order, to get from the texts on disk to the new memory; empty when nothing has. */
export function saveSteps(
  folder: string,
  before: MemoryTexts,
  memory: Memory,
  table: VectorTable,
): WriteStep[] {
  checkIdentity(table.identity, memory.embedder)
  const old = storedMemory(folder, before)
  const { text: memoryText } = fitMemory(folder, memory)

  const stored = storedTables(folder, before).find(({ identity }) => sameEmbedder(identity, memory.embedder))
  const trimmed = usedVectors(memory, table.vectors, stored?.vectors)
  const trimmedText = formatVectorTables([trimmed])
  const bridge = old === undefined ? [trimmed] : merged(trimmed, usedVectors(old.memory, old.table.vectors))
  const isTrimmed = bridge.length === 1 && bridge[0]?.vectors.size === trimmed.vectors.size
  const bridgeText = isTrimmed ? trimmedText : formatVectorTables(bridge)

  const steps: WriteStep[] = []
  const changed = memoryText !== before.memory
  if (changed && bridgeText !== before.vectors) steps.push({ path: vectorsPath(folder), text: bridgeText })
  if (changed) steps.push({ path: memoryPath(folder), text: memoryText })
  const standing = changed ? bridgeText : before.vectors
  if (trimmedText !== standing) steps.push({ path: vectorsPath(folder), text: trimmedText })
  return steps
}

/** Writes files whole, in order; an index of vectors that change goes first. The caller holds the lock. */
export async function writeSteps(folder: string, steps: readonly WriteStep[]): Promise<void> {
  if (steps.some(({ path }) => path === vectorsPath(folder))) await removeIndex(folder)
  for (const { path, text } of steps) await writeWhole(path, text)
}

function usedVectors(
  memory: Memory,
  vectors: ReadonlyMap<string, Float32Array>,
  otherwise?: ReadonlyMap<string, Float32Array>,
): VectorTable {
  const used = new Map<string, Float32Array>()
  for (const { vector: hash } of memory.episodes) {
    const vector = vectors.get(hash) ?? otherwise?.get(hash)
    if (vector !== undefined) used.set(hash, vector)
  }
  return { identity: memory.embedder, vectors: used }
}

function merged(table: VectorTable, old: VectorTable): VectorTable[] {
  if (!sameEmbedder(table.identity, old.identity)) return [table, old]
  return [{ identity: table.identity, vectors: new Map([...old.vectors, ...table.vectors]) }]
}

function checkIdentity(table: EmbedderIdentity, memory: EmbedderIdentity): void {
  if (sameEmbedder(table, memory)) return
  const words = ({ model, dimensions, endpoint }: EmbedderIdentity) =>
    `${model} (${dimensions} dimensions, ${endpoint})`
  throw new VitestJudgeError('invalid-vector', {
    message: `The vectors to save were made by ${words(table)}; expected those of the memory's ${words(memory)}.`,
    hint: 'Embed the episodes again with the embedder of the memory.',
  })
}

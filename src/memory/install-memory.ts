import { join } from 'node:path'
import type { Memory } from '../contract/index.ts'
import { withLock } from '../io/index.ts'
import { embeddedText } from './episode-text.ts'
import { readMemoryTexts, storedMemory, vectorsPath } from './load-memory.ts'
import { fittingMemory, saveSteps, writeSteps } from './save-memory.ts'
import { parseVectorTables, sameEmbedder, type VectorTable } from './vector-table.ts'
import { idOf } from './versions/version-file.ts'
import { loadVersion, versionSteps, type InstallFacts, type LoadedVersion } from './versions/versions.ts'

/** What installing a memory came to. */
export interface Installed {
  /** The version's id, 12 hexadecimal digits. */
  id: string
  /** `unchanged` where memory and vectors stood on disk already. */
  outcome: 'written' | 'unchanged'
}

/** What restoring a version came to. */
export interface Restored extends Installed {
  version: LoadedVersion
  /** The version that was left; it is kept, also where a person had edited it. Undefined where there was none. */
  left: string | undefined
  /** How many of its vectors were embedded again; all others were on disk. */
  embedded: number
}

/**
 * Saves a memory as `saveMemory` does and keeps it as a version, under one lock. What stood there is kept as a
 * version too, where it is none yet: a person may have edited it. Versions are written first, so that a memory on
 * disk is always one of them.
 *
 * @throws VitestJudgeError as `saveMemory` and `saveVersion` do
 */
export async function installMemory(
  folder: string,
  memory: Memory,
  table: VectorTable,
  facts: InstallFacts,
): Promise<Installed> {
  return withLock(join(folder, '.lock'), async () => {
    const before = await readMemoryTexts(folder)
    const old = storedMemory(folder, before)?.memory
    const next = fittingMemory(folder, memory)
    const saving = saveSteps(folder, before, next, table)
    const versions = await versionSteps(folder, old === undefined ? [next] : [old, next], facts)
    await writeSteps(folder, [...versions, ...saving])
    return { id: idOf(next.fingerprint), outcome: saving.length === 0 ? 'unchanged' : 'written' }
  })
}

/**
 * Makes a version the memory again. Its vectors are taken from disk; those that are not there are embedded anew, by
 * a function that gives a vector for each text, in order, of the version's own embedder.
 *
 * @throws VitestJudgeError as `loadVersion` and `installMemory` do, and whatever `embed` throws: nothing is written
 *   then
 */
export async function restoreVersion(
  folder: string,
  id: string,
  options: { time: string; embed: (texts: readonly string[], version: LoadedVersion) => Promise<number[][]> },
): Promise<Restored> {
  const version = await loadVersion(folder, id)
  const { memory } = version
  const texts = await readMemoryTexts(folder)
  const left = storedMemory(folder, texts)?.memory
  const tables = texts.vectors === undefined ? [] : parseVectorTables(vectorsPath(folder), texts.vectors)
  const known = tables.find(({ identity }) => sameEmbedder(identity, memory.embedder))?.vectors
  const wanted = new Map(
    memory.episodes
      .filter(({ vector }) => known?.has(vector) !== true)
      .map((episode) => [episode.vector, embeddedText(episode)]),
  )
  const vectors = new Map<string, Float32Array>()
  const made = wanted.size === 0 ? [] : await options.embed([...wanted.values()], version)
  for (const [index, hash] of [...wanted.keys()].entries()) {
    vectors.set(hash, Float32Array.from(made[index] ?? []))
  }
  const table = { identity: memory.embedder, vectors }
  const installed = await installMemory(folder, memory, table, { time: options.time })
  return { ...installed, version, left: left && idOf(left.fingerprint), embedded: wanted.size }
}

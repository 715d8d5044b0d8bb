import { join } from 'node:path'
import { VitestJudgeError, type Memory } from '../contract/index.ts'
import { withLock } from '../io/index.ts'
import { embeddedText } from './episode-text.ts'
import { fitMemory } from './fit-memory.ts'
import { readMemoryTexts, storedMemory, storedTables } from './load-memory.ts'
import { saveSteps, writeSteps } from './save-memory.ts'
import { sameEmbedder, type VectorTable } from './vector-table.ts'
import { idOf } from './versions/version-file.ts'
import { loadVersion, versionSteps, type InstallFacts, type LoadedVersion } from './versions/versions.ts'

/** What installing a memory came to. */
export interface Installed {
  /** The version's id, 12 hexadecimal digits. */
  id: string
  /** `unchanged` where memory and vectors stood on disk already. */
  outcome: 'written' | 'unchanged'
}

/** How a memory is installed. */
export interface InstallOptions extends InstallFacts {
  /**
   * The fingerprint of the memory that the new one was made from, or `none`: where another stands on disk by now,
   * nothing is written. Default: whatever stands there is replaced.
   */
  madeFrom?: string
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
 * @throws VitestJudgeError as `saveMemory` and `saveVersion` do; `memory-conflict` when another memory than `madeFrom`
 *   stands there
 */
export async function installMemory(
  folder: string,
  memory: Memory,
  table: VectorTable,
  { madeFrom, ...facts }: InstallOptions,
): Promise<Installed> {
  return withLock(join(folder, '.lock'), async () => {
    const before = await readMemoryTexts(folder)
    const old = storedMemory(folder, before)?.memory
    const { memory: next } = fitMemory(folder, memory)
    checkMadeFrom(folder, madeFrom, old?.fingerprint ?? 'none', next.fingerprint)
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
  const known = storedTables(folder, texts).find(({ identity }) =>
    sameEmbedder(identity, memory.embedder),
  )?.vectors
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

function checkMadeFrom(folder: string, madeFrom: string | undefined, standing: string, next: string): void {
  if (madeFrom === undefined || standing === madeFrom || standing === next) return
  throw new VitestJudgeError('memory-conflict', {
    message: `The memory in ${folder} was changed while a new one was made from it, by a person or another command. It stays as it is now.`,
    hint: 'Run the command again: it goes on from the memory as it is now.',
  })
}

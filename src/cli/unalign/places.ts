import { basename, dirname, resolve } from 'node:path'
import { VitestJudgeError, type Feedback, type Memory } from '../../contract/index.ts'
import { readFeedback } from '../../feedback/index.ts'
import { findFiles, projectPath, readTextIfAny } from '../../io/index.ts'
import { listVersions, loadMemory, loadVersion, type StoredMemory } from '../../memory/index.ts'
import { findMemories } from '../find-memories.ts'

/** A feedback log on disk. */
export interface LogPlace {
  path: string
  judge: string
  /** The folder of the eval file. */
  home: string
  lines: Feedback[]
}

/** A memory on disk, with all that it was. */
export interface MemoryPlace {
  folder: string
  judge: string
  /** The folder of the eval file, or where the memory was moved to. */
  home: string
  stored: StoredMemory
  /** Its versions, as far as they can be read. */
  versions: Memory[]
  logs: LogPlace[]
}

/** Where feedback is kept below a root. */
export interface Places {
  logs: LogPlace[]
  memories: MemoryPlace[]
  /** True where one judge or one memory was asked for. */
  isLimited: boolean
}

/**
 * Finds the memories and feedback logs below a root, those of one judge or one memory where that is asked for.
 *
 * @throws VitestJudgeError `unknown-judge` or `missing-file` where there is none such, `damaged-file` where one cannot
 *   be read, `invalid-usage` where a judge's name leads to several memories
 */
export async function findPlaces(
  root: string,
  { judge, memory }: { judge?: string | undefined; memory?: string | undefined },
): Promise<Places> {
  const name = judge?.replace(/@aligned$/, '')
  const all = await allPlaces(root)
  if (memory !== undefined) {
    const folder = resolve(root, memory.replace(/(?:^|\/)memory\.json$/, '') || '.')
    const found = all.memories.filter((place) => place.folder === folder)
    if (found.length > 0) return { memories: found, logs: found.flatMap(({ logs }) => logs), isLimited: true }
    throw new VitestJudgeError('missing-file', {
      message: `There is no memory in ${projectPath(root, folder)}; expected the folder of one: ${shownFolders(root, all.memories)}.`,
      hint: 'Name the folder that holds memory.json, or leave --memory out: all memories are looked through.',
    })
  }
  if (name === undefined) return all
  const memories = all.memories.filter((place) => place.judge === name)
  const logs = all.logs.filter((place) => place.judge === name)
  if (memories.length > 1) {
    throw new VitestJudgeError('invalid-usage', {
      message: `The judge ${name} has several memories: ${shownFolders(root, memories)}; expected one.`,
      hint: `Say which: --memory ${projectPath(root, memories[0]?.folder ?? '')}; or leave --judge out, for all judges.`,
    })
  }
  if (memories.length > 0 || logs.length > 0) return { memories, logs, isLimited: true }
  const known = [...new Set([...all.memories, ...all.logs].map((place) => place.judge))].toSorted()
  throw new VitestJudgeError('unknown-judge', {
    message: `The judge ${name} has neither memory nor feedback here; those that have: ${known.join(', ') || 'none'}.`,
    hint: 'Correct --judge, or leave it out, for all judges.',
  })
}

async function allPlaces(root: string): Promise<Places> {
  const logs: LogPlace[] = []
  for (const path of findFiles(root, '**/feedback/*.jsonl')) {
    if (!isLog((await readTextIfAny(path)) ?? '')) continue
    const home = dirname(dirname(path))
    logs.push({ path, judge: basename(path, '.jsonl'), home, lines: await readFeedback(path) })
  }
  const folders = (await findMemories(root)).map(({ judge, folder }) => {
    const parent = dirname(folder)
    return { judge, folder, home: basename(parent) === 'memory' ? dirname(parent) : parent }
  })
  const memories: MemoryPlace[] = []
  for (const { judge, folder, home } of folders) {
    const stored = await loadMemory(folder)
    if (stored === undefined) continue
    // A memory that several suites share lies beside none of their logs.
    const own = logs.filter(
      (log) =>
        log.judge === judge &&
        (log.home === home || !folders.some((other) => other.judge === judge && other.home === log.home)),
    )
    memories.push({ folder, judge, home, stored, versions: await versionsOf(folder), logs: own })
  }
  return { logs, memories, isLimited: false }
}

/** Somebody else's file may lie in a folder of this name. */
function isLog(text: string): boolean {
  return text.includes('"sampleId"') && text.includes('"judge"')
}

async function versionsOf(folder: string): Promise<Memory[]> {
  const memories: Memory[] = []
  for (const { id } of (await listVersions(folder)).versions) {
    const version = await loadVersion(folder, id).catch((error: unknown) => {
      if (VitestJudgeError.is(error)) return undefined
      throw error
    })
    if (version !== undefined) memories.push(version.memory)
  }
  return memories
}

function shownFolders(root: string, memories: readonly MemoryPlace[]): string {
  return memories.map(({ folder }) => projectPath(root, folder)).join(', ') || 'none'
}

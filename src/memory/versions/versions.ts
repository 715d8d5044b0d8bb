import { basename, join } from 'node:path'
import { VitestJudgeError, type JsonObject, type Memory } from '../../contract/index.ts'
import { namesIn, readTextIfAny, withLock, writeWhole } from '../../io/index.ts'
import { memoryFingerprint, sortedEpisodes } from '../memory-file.ts'
import { formatPartLines, partsPath, readPartLines, type PartLines } from './parts.ts'
import {
  formatVersion,
  idOf,
  memoryOfVersion,
  parseVersion,
  partHashes,
  versionPath,
  type VersionFile,
} from './version-file.ts'

/** When a memory was installed, and why. */
export interface InstallFacts {
  /** ISO 8601 in UTC. */
  time: string
  /** For example what a promotion was decided on. */
  note?: JsonObject | undefined
}

/** A version as it is listed. */
export interface VersionListing {
  /** 12 hexadecimal digits. */
  id: string
  /** Counts the versions of a memory, from 1 on. */
  number: number
  /** When it was first installed, ISO 8601 in UTC. */
  time: string
  parent?: string | undefined
  note?: JsonObject | undefined
  /** Of the memory, 16 hexadecimal digits. */
  fingerprint: string
  /** Numbers of guidelines and episodes. */
  guidelines: number
  episodes: number
}

/** A version whose file is damaged. */
export interface DamagedVersion {
  id: string
  error: VitestJudgeError
}

/** All versions of a memory in the order in which they were installed, and those whose files are damaged. */
export interface VersionList {
  versions: VersionListing[]
  damaged: DamagedVersion[]
}

/** A version with its memory. */
export interface LoadedVersion extends VersionListing {
  memory: Memory
}

/** The versions in a folder with the lines of their parts, as they stand on disk. */
export interface StoredVersions {
  lines: PartLines
  files: VersionFile[]
  damaged: DamagedVersion[]
}

/**
 * Keeps a memory as a version, under a lock: a small file, and a line for each guideline and episode that no version
 * held before. A version that is there already stays as it is, with its time and note. Gives its id.
 *
 * @throws VitestJudgeError `damaged-file` when the parts are of another schema, `locked` when another process writes
 */
export async function saveVersion(folder: string, memory: Memory, facts: InstallFacts): Promise<string> {
  const kept = { ...memory, fingerprint: memoryFingerprint(memory) }
  await withLock(join(folder, '.lock'), async () => {
    for (const { path, text } of await versionSteps(folder, [kept], facts)) await writeWhole(path, text)
  })
  return idOf(kept.fingerprint)
}

/**
 * What has to be written, in order, to keep memories as versions, each the parent of the next. Their fingerprints
 * must be those of their content.
 */
export async function versionSteps(
  folder: string,
  memories: readonly Memory[],
  { time, note }: InstallFacts,
): Promise<{ path: string; text: string }[]> {
  const path = partsPath(folder)
  const { lines, files } = await readVersions(folder)
  const steps: { path: string; text: string }[] = []
  let number = Math.max(0, ...files.map((file) => file.number))
  let parent: string | undefined
  for (const [index, memory] of memories.entries()) {
    const id = idOf(memory.fingerprint)
    const known = files.find((file) => file.id === id)
    const isLast = index === memories.length - 1
    const before = parent
    parent = id
    if (known !== undefined && !isLast && hasAllParts(known, lines)) continue
    const facts = known ?? { time, number: ++number, parent: before, note: isLast ? note : undefined }
    const version = formatVersion(memory, facts)
    // Also of a version that is there: a damaged line of it is made good.
    for (const [hash, text] of version.lines) lines.byHash.set(hash, { text, number: 0 })
    if (known === undefined) steps.push({ path: versionPath(folder, id), text: version.text })
  }
  const text = formatPartLines(lines)
  // Parts first: a version that is there has all of its own.
  return text === lines.text ? steps : [{ path, text }, ...steps]
}

/** True where each part of a version has a line, whatever it holds. */
function hasAllParts(file: VersionFile, lines: PartLines): boolean {
  try {
    return partHashes(file, lines).every((hash) => lines.byHash.has(hash))
  } catch (error) {
    if (VitestJudgeError.is(error)) return false
    throw error
  }
}

/** Lists the versions of the memory in a folder. A damaged file keeps none of the others out. */
export async function listVersions(folder: string): Promise<VersionList> {
  const { files, damaged } = await readVersions(folder)
  return { versions: files.map(listing), damaged }
}

/**
 * Loads a version by its id or an unambiguous beginning of it.
 *
 * @throws VitestJudgeError `unknown-version` when there is none or several, `damaged-file` naming file and line when
 *   a part of it is damaged
 */
export async function loadVersion(folder: string, id: string): Promise<LoadedVersion> {
  const { lines, files, damaged } = await readVersions(folder)
  const ids = [...files, ...damaged].map((each) => each.id)
  const matches = id === '' ? [] : ids.filter((each) => each.startsWith(id))
  if (matches.length !== 1) throw unknownVersion(folder, id, matches, ids)
  const file = files.find((each) => each.id === matches[0])
  if (file === undefined) throw damaged.find((each) => each.id === matches[0])?.error
  const memory = memoryOfVersion(file, lines)
  return { ...listing(file), memory: { ...memory, episodes: sortedEpisodes(memory) } }
}

/** Reads all versions in a folder, by number, time and id. */
export async function readVersions(folder: string): Promise<StoredVersions> {
  const path = partsPath(folder)
  const lines = readPartLines(path, await readTextIfAny(path))
  const files: VersionFile[] = []
  const damaged: DamagedVersion[] = []
  for (const name of await namesIn(join(folder, 'versions'))) {
    const id = /^([0-9a-f]{12})\.json$/.exec(name)?.[1]
    if (id === undefined) continue
    const text = await readTextIfAny(versionPath(folder, id))
    try {
      if (text !== undefined) files.push(parseVersion(versionPath(folder, id), text, id))
    } catch (error) {
      if (!VitestJudgeError.is(error)) throw error
      damaged.push({ id, error })
    }
  }
  return { lines, files: files.toSorted(byNumber), damaged }
}

function listing(file: VersionFile): VersionListing {
  const { id, number, time, parent, note, settings, guidelines, episodeCount } = file
  return {
    id,
    number,
    time,
    ...(parent !== undefined && { parent }),
    ...(note !== undefined && { note }),
    fingerprint: settings.fingerprint,
    guidelines: guidelines.length,
    episodes: episodeCount,
  }
}

function byNumber(left: VersionFile, right: VersionFile): number {
  return left.number - right.number || order(left.time, right.time) || order(left.id, right.id)
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function unknownVersion(
  folder: string,
  id: string,
  matches: readonly string[],
  ids: readonly string[],
): VitestJudgeError {
  const name = basename(folder)
  const few = (list: readonly string[]) =>
    [...list.slice(0, 5), ...(list.length > 5 ? [`${list.length - 5} more`] : [])].join(', ')
  return new VitestJudgeError('unknown-version', {
    message:
      matches.length === 0
        ? `The memory ${name} has no version ${id || 'without an id'}; it has ${few(ids) || 'none yet'}.`
        : `The memory ${name} has several versions that begin with ${id}: ${few(matches)}; expected one.`,
    hint: `List them: npx vitest-judge memory versions --judge ${name}.`,
  })
}

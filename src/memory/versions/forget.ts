import { join } from 'node:path'
import {
  VitestJudgeError,
  type Episode,
  type Guideline,
  type JsonObject,
  type Memory,
} from '../../contract/index.ts'
import { namesIn, removeFile, withLock, writeWhole } from '../../io/index.ts'
import { memoryFingerprint } from '../memory-file.ts'
import { formatPartLines, partsPath, type PartLines } from './parts.ts'
import { formatVersion, idOf, memoryOfVersion, versionPath, type VersionFile } from './version-file.ts'
import { readVersions } from './versions.ts'

/** What is to be forgotten. */
export interface Forgetting {
  /** True for an episode that goes. */
  isForgotten: (episode: Episode) => boolean
  /** True for a guideline that goes besides those distilled from a sample of such an episode; default none. */
  isForgottenGuideline?: ((guideline: Guideline) => boolean) | undefined
  /** What a version keeps of its note; default all. */
  keptNote?: ((note: JsonObject) => JsonObject | undefined) | undefined
}

/** What forgetting did to the versions of a memory. */
export interface ForgottenInVersions {
  /** Versions that held some of it, old id to the id of what is left of it. */
  rewritten: Map<string, string>
  /** Ids of versions that are damaged: as nobody can say what they hold, they are gone whole. */
  dropped: string[]
  /** How many lines of parts are gone. */
  lines: number
}

/**
 * Forgets episodes in all versions, under the memory's lock: a version that held one is written anew without it and
 * without the guidelines that lean on it, under the id of what is left. Parts that no version uses, lines that are
 * damaged and the versions they belong to go as well. Interrupted, it is completed by being called again.
 *
 * @throws VitestJudgeError `damaged-file` when the parts are of another schema, `locked` when another process writes
 */
export async function forgetInVersions(folder: string, forgetting: Forgetting): Promise<ForgottenInVersions> {
  return withLock(join(folder, '.lock'), () => forget(folder, forgetting))
}

async function forget(folder: string, forgetting: Forgetting): Promise<ForgottenInVersions> {
  const { lines, files, damaged } = await readVersions(folder)
  const read = files.map((file) => ({ file, memory: memoryIfWhole(file, lines) }))
  const whole = read.filter(
    (each): each is { file: VersionFile; memory: Memory } => each.memory !== undefined,
  )
  const broken = read.filter(({ memory }) => memory === undefined).map(({ file }) => file.id)
  const dropped = [...broken, ...damaged.map(({ id }) => id)].toSorted()

  const samples = new Set(
    whole
      .flatMap(({ memory }) => memory.episodes.filter(forgetting.isForgotten))
      .map(({ sampleId }) => sampleId),
  )
  const leans = ({ origin, sources }: Guideline) =>
    origin === 'distilled' && sources.some((source) => samples.has(source))
  const goes = (guideline: Guideline) =>
    leans(guideline) || forgetting.isForgottenGuideline?.(guideline) === true

  const keptNote = forgetting.keptNote ?? ((note) => note)

  const rewritten = new Map<string, string>()
  const parts: PartLines['byHash'] = new Map()
  const kept = new Map<string, string>()
  for (const { file, memory } of whole) {
    const left = {
      ...memory,
      guidelines: memory.guidelines.filter((guideline) => !goes(guideline)),
      episodes: memory.episodes.filter((episode) => !forgetting.isForgotten(episode)),
    }
    const fingerprint = memoryFingerprint(left)
    const id = idOf(fingerprint)
    if (id !== file.id) rewritten.set(file.id, id)
    const parent = file.parent === undefined ? undefined : (rewritten.get(file.parent) ?? file.parent)
    const facts = {
      time: file.time,
      number: file.number,
      parent: parent === undefined || dropped.includes(parent) || parent === id ? undefined : parent,
      note: file.note && keptNote(file.note),
    }
    const version = formatVersion({ ...left, fingerprint }, facts)
    for (const [hash, text] of version.lines) parts.set(hash, { text, number: 0 })
    // Two versions that differed in what is forgotten alone are one now: the earlier.
    if (!kept.has(id)) kept.set(id, version.text)
  }
  await writeAll(folder, lines, parts, kept)
  const known = lines.byHash.size + lines.strays.length
  const same = [...parts.keys()].filter((hash) => lines.byHash.has(hash)).length
  return { rewritten, dropped, lines: known - same }
}

/** New parts beside the old ones, then the versions, then what is forgotten goes. */
async function writeAll(
  folder: string,
  old: PartLines,
  parts: PartLines['byHash'],
  versions: ReadonlyMap<string, string>,
): Promise<void> {
  const names = await namesIn(join(folder, 'versions'))
  if (names.length === 0) return
  const bridge = formatPartLines({ byHash: new Map([...old.byHash, ...parts]), strays: old.strays })
  const trimmed = formatPartLines({ byHash: parts, strays: [] })
  if (bridge !== old.text && bridge !== trimmed) await writeWhole(partsPath(folder), bridge)
  for (const [id, text] of versions) await writeWhole(versionPath(folder, id), text)
  for (const name of names) {
    const isKept = name === 'parts.jsonl' || versions.has(name.replace(/\.json$/, ''))
    if (!isKept) await removeFile(join(folder, 'versions', name))
  }
  if (trimmed !== old.text) await writeWhole(partsPath(folder), trimmed)
}

function memoryIfWhole(file: VersionFile, lines: PartLines): Memory | undefined {
  try {
    return memoryOfVersion(file, lines)
  } catch (error) {
    if (VitestJudgeError.is(error)) return undefined
    throw error
  }
}

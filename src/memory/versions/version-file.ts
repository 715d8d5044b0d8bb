import { join } from 'node:path'
import { z } from 'zod'
import {
  memorySchema,
  VitestJudgeError,
  type Episode,
  type Guideline,
  type JsonObject,
  type Memory,
} from '../../contract/index.ts'
import { canonicalJson, contentHash, parseJsonFile, prettyJson, sha256 } from '../../io/index.ts'
import { memoryFingerprint } from '../memory-file.ts'
import { partLine, readPart, type Part, type PartLines } from './parts.ts'

const mostEpisodesListed = 256
const note = z.record(z.string(), z.json()) as z.ZodType<JsonObject>

/** `versions/<id>.json`: an installed memory as its settings and the hashes of its parts. */
export const versionSchema = z.object({
  schema: z.literal('vitest-judge/version@1'),
  /** The first 12 hexadecimal digits of the memory's fingerprint. */
  id: z.string().regex(/^[0-9a-f]{12}$/, 'expected 12 hexadecimal digits'),
  /** Counts the versions of a memory, from 1 on. */
  number: z.int().min(1),
  /** When it was first installed, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  /** The version that was installed before. */
  parent: z.string().optional(),
  /** Why it was installed. */
  note: note.optional(),
  /** The memory without its guidelines and episodes. */
  settings: memorySchema.omit({ guidelines: true, episodes: true }),
  /** Hashes of guidelines, in the memory's order. */
  guidelines: z.array(z.string()),
  /** Hashes of episodes, or of lists of such hashes where there are more than 256 episodes. */
  episodes: z.array(z.string()),
  episodeCount: z.int().min(0),
  /** Content hash of all other fields. */
  checksum: z.string(),
})

/** `versions/<id>.json`: an installed memory as its settings and the hashes of its parts. */
export type VersionFile = z.infer<typeof versionSchema>

/** What is known of a version beside its memory. */
export interface VersionFacts {
  /** ISO 8601 in UTC. */
  time: string
  number: number
  parent?: string | undefined
  note?: JsonObject | undefined
}

/** The id of a memory as a version: the first 12 hexadecimal digits of its fingerprint. */
export function versionId(memory: Memory): string {
  return idOf(memoryFingerprint(memory))
}

/** The id of the version whose memory has a fingerprint. */
export function idOf(fingerprint: string): string {
  return fingerprint.slice(0, 12)
}

/** Where a version lies in the folder of its memory. */
export function versionPath(folder: string, id: string): string {
  return join(folder, 'versions', `${id}.json`)
}

/**
 * The text of a version's file, and the lines of all its parts by hash. The memory's fingerprint must be that of its
 * content.
 */
export function formatVersion(
  memory: Memory,
  { time, number, parent, note }: VersionFacts,
): { text: string; lines: Map<string, string> } {
  const lines = new Map<string, string>()
  const add = (part: Part): string => {
    const { hash, text } = partLine(part)
    lines.set(hash, text)
    return hash
  }
  const { guidelines, episodes, ...settings } = memory
  const body = {
    schema: 'vitest-judge/version@1',
    id: idOf(memory.fingerprint),
    number,
    time,
    ...(parent !== undefined && { parent }),
    ...(note !== undefined && { note }),
    settings,
    guidelines: guidelines.map((guideline) => add({ guideline })),
    episodes: bucketed(episodes).map((bucket) =>
      Array.isArray(bucket)
        ? add({ hashes: bucket.map((episode) => add({ episode })).toSorted() })
        : add({ episode: bucket }),
    ),
    episodeCount: episodes.length,
  }
  const whole = { ...body, checksum: contentHash(body) }
  return { text: prettyJson(JSON.parse(canonicalJson(whole))), lines }
}

/**
 * Many episodes stand in up to 256 lists by the hash of their sample, so that a version which changes one episode
 * adds its line, the line of one list, and a small file.
 */
function bucketed(episodes: readonly Episode[]): (Episode | Episode[])[] {
  if (episodes.length <= mostEpisodesListed) return [...episodes]
  const buckets = Map.groupBy(episodes, ({ sampleId }) => sha256(sampleId).slice(0, 2))
  return [...buckets.keys()].toSorted().map((bucket) => buckets.get(bucket) as Episode[])
}

/**
 * Reads a version's file, without its parts.
 *
 * @throws VitestJudgeError `damaged-file` naming it
 */
export function parseVersion(path: string, text: string, id: string): VersionFile {
  const hint = `Take it from git (\`git checkout ${path}\`), or remove it: other versions do without it.`
  const version = parseJsonFile(path, text, versionSchema, hint)
  const { checksum, ...body } = JSON.parse(text) as { [key: string]: unknown }
  const fault =
    contentHash(body) !== checksum
      ? `its checksum is ${String(checksum)}; expected ${contentHash(body)}`
      : version.id === id
        ? undefined
        : `it holds the version ${version.id}; expected ${id}`
  if (fault === undefined) return version
  throw new VitestJudgeError('damaged-file', { message: `${path} is damaged: ${fault}.`, hint })
}

/**
 * The memory of a version, from its file and the parts on disk; episodes are in no order.
 *
 * @throws VitestJudgeError `damaged-file` naming the file and line of a part that is damaged or not there
 */
export function memoryOfVersion({ settings, guidelines, episodes }: VersionFile, lines: PartLines): Memory {
  return {
    ...settings,
    guidelines: guidelines.flatMap((hash) => guidelineOf(readPart(lines, hash))),
    episodes: episodes.flatMap((hash) => episodesOf(lines, hash)),
  }
}

/** The hashes of all parts of a version, those of its lists included. */
export function partHashes({ guidelines, episodes }: VersionFile, lines: PartLines): string[] {
  const listed = episodes.flatMap((hash) => {
    const part = readPart(lines, hash)
    return 'hashes' in part ? [hash, ...part.hashes] : [hash]
  })
  return [...guidelines, ...listed]
}

function guidelineOf(part: Part): Guideline[] {
  return 'guideline' in part ? [part.guideline] : []
}

function episodesOf(lines: PartLines, hash: string): Episode[] {
  const part = readPart(lines, hash)
  if ('hashes' in part) return part.hashes.flatMap((each) => episodesOf(lines, each))
  return 'episode' in part ? [part.episode] : []
}

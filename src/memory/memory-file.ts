import {
  memorySchema,
  VitestJudgeError,
  type Episode,
  type JsonObject,
  type Memory,
} from '../contract/index.ts'
import { contentHash, parseJsonFile, prettyJson, sha256 } from '../io/index.ts'
import { memoryJson } from './memory-json.ts'

/**
 * The content hash of all fields of a memory but `fingerprint`, the order of episodes left aside. A person may
 * edit guidelines in the file, so a stored fingerprint that differs is no damage: it is computed anew.
 */
export function memoryFingerprint(memory: Memory): string {
  const { fingerprint: _, checksum: __, ...content } = memory
  return hashOf(memoryJson({ ...content, episodes: sortedEpisodes(memory) }))
}

/**
 * The text of `memory.json`: keys sorted, episodes by row id, then sample id, guidelines in the order given,
 * fingerprint and checksum computed. Equal memories give equal text.
 */
export function formatMemory(memory: Memory, fingerprint = memoryFingerprint(memory)): string {
  const { guidelines, fingerprint: _, checksum: __, ...others } = memory
  const checked = { ...others, episodes: sortedEpisodes(memory) }
  const checksum = hashOf(memoryJson(checked))
  return prettyJson(JSON.parse(memoryJson({ ...checked, guidelines, fingerprint, checksum })))
}

/**
 * Reads the text of a `memory.json`, with the fingerprint computed from its content.
 *
 * @throws VitestJudgeError `damaged-file` when it does not fit the schema, when a sample or guideline stands twice, or
 *   when anything but its guidelines was changed after it was written
 */
export function parseMemory(path: string, text: string, hint = mendHint(path)): Memory {
  const memory = parseJsonFile(path, text, memorySchema, hint)
  refuseTwice(path, memory, hint)
  const { checksum, ...content } = memory
  const actual = checksumOf(JSON.parse(text) as JsonObject)
  if (checksum !== undefined && checksum !== actual) {
    throw new VitestJudgeError('damaged-file', {
      message: `${path} is damaged: the checksum of all but its guidelines is ${actual}; expected ${checksum}.`,
      hint: `Run \`git checkout ${path}\` to have the last good one; where the change is meant, as after a merge, remove the line "checksum".`,
    })
  }
  for (const episode of content.episodes) read.add(episode)
  return { ...content, fingerprint: memoryFingerprint(content) }
}

const read = new WeakSet<Episode>()

/** True for an episode that was read from a memory, so that it fits its schema. */
export function isRead(episode: Episode): boolean {
  return read.has(episode)
}

/** Throws `damaged-file` where a sample or guideline stands twice. */
export function refuseTwice(path: string, { episodes, guidelines }: Memory, hint: string): void {
  const sampleId = firstTwice(episodes.map((episode) => episode.sampleId))
  const guidelineId = firstTwice(guidelines.map((guideline) => guideline.id))
  if (sampleId === undefined && guidelineId === undefined) return
  const twice = sampleId === undefined ? `guideline ${guidelineId}` : `the episode of sample ${sampleId}`
  throw new VitestJudgeError('damaged-file', {
    message: `${path} is damaged: ${twice} stands twice; expected it once.`,
    hint,
  })
}

/** The content hash of all that nobody edits by hand: everything but the guidelines, and the two hashes. */
function checksumOf({ guidelines: _, fingerprint: __, checksum: ___, ...content }: JsonObject): string {
  return contentHash(content)
}

/** The content hash of a value whose canonical JSON is at hand. */
function hashOf(json: string): string {
  return sha256(json).slice(0, 16)
}

function mendHint(path: string): string {
  return `Mend the file by hand, or run \`git checkout ${path}\` to have the last good one.`
}

/** The episodes of a memory by row id, then sample id. */
export function sortedEpisodes({ episodes }: Memory): Memory['episodes'] {
  return episodes.toSorted(
    (left, right) => order(left.rowId, right.rowId) || order(left.sampleId, right.sampleId),
  )
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function firstTwice(ids: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return ids.find((id) => seen.size === seen.add(id).size)
}

import { join } from 'node:path'
import { z } from 'zod'
import { episodeSchema, guidelineSchema, VitestJudgeError } from '../../contract/index.ts'
import { canonicalJson, contentHash, sha256 } from '../../io/index.ts'
import { episodeJson } from '../memory-json.ts'

/** What versions are made of: a guideline, an episode, or a list of further parts by their hashes. */
export const partSchema = z.union([
  z.object({ guideline: guidelineSchema }),
  z.object({ episode: episodeSchema }),
  z.object({ hashes: z.array(z.string()) }),
])

/** What versions are made of. */
export type Part = z.infer<typeof partSchema>

/** The parts of all versions of a memory as they stand on disk, not yet checked. */
export interface PartLines {
  path: string
  /** The whole file, or undefined where there is none. */
  text: string | undefined
  /** By hash; the number of a line begins at 1. */
  byHash: Map<string, { text: string; number: number }>
  /** Lines that do not begin as a part does. */
  strays: { text: string; number: number }[]
  /** Those that were read and held against their hash. */
  read: Map<string, Part>
}

const schemaName = 'vitest-judge/parts@1'
const header = JSON.stringify({ schema: schemaName })
const beginning = /^\{"hash":"([0-9a-f]{16})",/

/** Where the parts of a memory's versions lie. */
export function partsPath(folder: string): string {
  return join(folder, 'versions', 'parts.jsonl')
}

/** The hash of a part and the line that holds it: equal parts have equal lines. */
export function partLine(part: Part): { hash: string; text: string } {
  const body = 'episode' in part ? `{"episode":${episodeJson(part.episode)}}` : canonicalJson(part)
  // The content hash, of a text that is at hand.
  const hash = sha256(body).slice(0, 16)
  return { hash, text: `{"hash":"${hash}",${body.slice(1)}` }
}

/**
 * Reads `parts.jsonl`, without a look at what the lines hold. Of a hash that stands twice, which a merge may leave
 * behind, the first line counts.
 *
 * @throws VitestJudgeError `damaged-file` when the file is of another schema
 */
export function readPartLines(path: string, text: string | undefined): PartLines {
  const lines: PartLines = { path, text, byHash: new Map(), strays: [], read: new Map() }
  for (const [index, line] of (text ?? '').split('\n').entries()) {
    if (line.trim() === '' || line === header) continue
    const found = { text: line, number: index + 1 }
    const hash = beginning.exec(line)?.[1]
    if (hash === undefined) {
      refuseOtherSchema(path, found)
      lines.strays.push(found)
    } else if (!lines.byHash.has(hash)) lines.byHash.set(hash, found)
  }
  return lines
}

/** The text of `parts.jsonl`: a header, then a line a part in order of hashes. Strays stay, at the end. */
export function formatPartLines({ byHash, strays }: Pick<PartLines, 'byHash' | 'strays'>): string {
  const parts = [...byHash.keys()].toSorted().map((hash) => byHash.get(hash)?.text)
  return [header, ...parts, ...strays.map(({ text }) => text), ''].join('\n')
}

/**
 * The part of a hash, held against it.
 *
 * @throws VitestJudgeError `damaged-file` naming file and line, or the hash that has no line
 */
export function readPart({ path, byHash, strays, read }: PartLines, hash: string): Part {
  const known = read.get(hash)
  if (known !== undefined) return known
  const line = byHash.get(hash)
  if (line === undefined) {
    const where = strays[0] === undefined ? path : `${path}:${strays[0].number}`
    throw damaged(where, `it has no part ${hash}`)
  }
  const part = partOrFault(line.text, hash)
  if (typeof part === 'string') throw damaged(`${path}:${line.number}`, part)
  read.set(hash, part)
  return part
}

/** The part that a line holds, or what is wrong with it. */
function partOrFault(text: string, hash: string): Part | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `it is not JSON (${(error as Error).message})`
  }
  const { hash: _, ...content } = value as { [key: string]: unknown }
  const actual = contentHash(content)
  if (actual !== hash) return `its content has the hash ${actual}; expected ${hash}`
  const parsed = partSchema.safeParse(content)
  return parsed.success ? parsed.data : 'it holds neither a guideline nor an episode nor a list of parts'
}

function refuseOtherSchema(path: string, { text, number }: { text: string; number: number }): void {
  const other = /^\{"schema":"(vitest-judge\/parts@\d+)"\}$/.exec(text)?.[1]
  if (other !== undefined && other !== schemaName)
    throw damaged(`${path}:${number}`, `its schema is ${other}; expected ${schemaName}`)
}

function damaged(where: string, fault: string): VitestJudgeError {
  return new VitestJudgeError('damaged-file', {
    message: `${where} is damaged: ${fault}.`,
    hint: 'Take the file from git (`git checkout <path>`); versions that do without this part still load.',
  })
}

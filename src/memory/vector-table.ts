import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { VitestJudgeError, type EmbedderIdentity } from '../contract/index.ts'
import { rememberLatest } from './remember-latest.ts'
import { validVector } from './vector.ts'

/** Vectors as the embedder gave them, by the hash of their text, and which embedder that was. */
export interface VectorTable {
  identity: EmbedderIdentity
  /** From `textHash` of a text to `identity.dimensions` finite numbers, not all zero. */
  vectors: Map<string, Float32Array>
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

const headerSchema = z.object({
  schema: z.literal('vitest-judge/vectors@1'),
  model: z.string().min(1),
  dimensions: z.int().positive(),
  endpoint: z.string().min(1),
})

const lineSchema = z.object({
  hash: z.string().min(1),
  vector: z.base64(),
  crc: z.string().regex(/^[0-9a-f]{8}$/, 'expected 8 hexadecimal digits'),
})

/** True when two identities name the same model, dimensions and endpoint. */
export function sameEmbedder(left: EmbedderIdentity, right: EmbedderIdentity): boolean {
  return (
    left.model === right.model && left.dimensions === right.dimensions && left.endpoint === right.endpoint
  )
}

/**
 * The text of `vectors.jsonl`: per table a header line, then a line for each vector in order of hashes, as
 * little-endian 32-bit floats in base64 with their CRC-32. Equal tables give equal text.
 *
 * @throws VitestJudgeError `invalid-vector` for a vector that is not valid
 */
export function formatVectorTables(tables: readonly VectorTable[]): string {
  return tables
    .flatMap(({ identity, vectors }) => [
      {
        schema: 'vitest-judge/vectors@1',
        model: identity.model,
        dimensions: identity.dimensions,
        endpoint: identity.endpoint,
      },
      ...[...vectors.keys()].toSorted().map((hash) => {
        const bytes = bytesOf(vectors.get(hash) as Float32Array, identity.dimensions)
        return { hash, vector: bytes.toString('base64'), crc: checksum(bytes) }
      }),
    ])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
}

/**
 * Reads the text of a `vectors.jsonl`. There is one table, or two where a change of the embedder was interrupted.
 *
 * The tables are not to be changed: who reads the same text again gets the same ones.
 *
 * @throws VitestJudgeError `damaged-file` naming file and line; nothing is dropped in silence
 */
export function parseVectorTables(path: string, text: string): VectorTable[] {
  return parsedOnce(path, text, () => parseTables(path, text))
}

const parsedOnce = rememberLatest<VectorTable[]>()

function parseTables(path: string, text: string): VectorTable[] {
  const tables: VectorTable[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      readLine(line, tables)
    } catch (error) {
      throw damaged(path, index + 1, error)
    }
  }
  if (tables.length === 0) throw damaged(path, 1, new Error('expected a header line'))
  return tables
}

function readLine(line: string, tables: VectorTable[]): void {
  const value: unknown = JSON.parse(line)
  const table = tables.at(-1)
  if (table === undefined || (typeof value === 'object' && value !== null && 'schema' in value)) {
    const { model, dimensions, endpoint } = fitting(headerSchema, value)
    const identity = { model, dimensions, endpoint }
    if (tables.some((earlier) => sameEmbedder(earlier.identity, identity))) {
      throw new Error('the same header stands twice')
    }
    tables.push({ identity, vectors: new Map() })
    return
  }
  const { hash, vector, crc } = fitting(lineSchema, value)
  const bytes = Buffer.from(vector, 'base64')
  if (checksum(bytes) !== crc) throw new Error(`the checksum is ${checksum(bytes)}; expected ${crc}`)
  const { dimensions } = table.identity
  if (bytes.length !== 4 * dimensions) {
    throw new Error(`the vector has ${bytes.length} bytes; expected ${4 * dimensions}`)
  }
  if (table.vectors.has(hash)) throw new Error(`the hash ${hash} stands twice`)
  const elements = new Float32Array(new Uint8Array(isLittleEndian ? bytes : bytes.swap32()).buffer)
  validVector(elements, dimensions)
  table.vectors.set(hash, elements)
}

function fitting<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Error(`at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'it does not fit'}`)
}

function bytesOf(vector: Float32Array, dimensions: number): Buffer {
  validVector(vector, dimensions)
  const bytes = Buffer.from(Float32Array.from(vector).buffer)
  return isLittleEndian ? bytes : bytes.swap32()
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}

function damaged(path: string, line: number, cause: unknown): VitestJudgeError {
  const fault = (cause as Error).message.split('\n')[0] as string
  return new VitestJudgeError('damaged-file', {
    message: `${path}:${line} is damaged: ${fault.replace(/\.$/, '')}.`,
    hint: `Run \`git checkout ${path}\`, or delete it and run \`npx vitest-judge align\` to embed again.`,
    cause,
  })
}

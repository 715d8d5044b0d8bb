import { isUtf8 } from 'node:buffer'
import type { JsonObject } from '../contract/index.ts'
import { sha256 } from './hash.ts'

/** What the beginning of a line says of its record. */
export interface RecordHead {
  /** 64 hexadecimal digits. */
  key: string
  /** When it was made, ISO 8601 in UTC. */
  time: string
}

const shape =
  /^\{"key":"([0-9a-f]{64})","checksum":"([0-9a-f]{16})","time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/
const beforeTime = '{"key":"","checksum":"",'.length + 64 + 16
/** How long the head of a line is: its key, checksum and time; in characters, which are bytes here. */
export const headLength = beforeTime + '"time":"2026-11-25T00:00:00.000Z"'.length

/** With what every line begins; inside a text of JSON its quotes would be escaped. */
export const lineBeginning = '{"key":"'

/**
 * A record as a line: `{"key":…,"checksum":…,"time":…` and its own fields, with `\n`. The checksum, 64 bits of the
 * SHA-256, is over the key and all that follows the checksum. The head has a fixed length, so that an index is made
 * by slicing, and a record may hold any fields, also of these names.
 */
export function recordLine({ key, time }: RecordHead, record: JsonObject): string {
  const fields = JSON.stringify(record)
  const rest = `"time":"${time}"${fields === '{}' ? '}' : `,${fields.slice(1)}`}`
  return `{"key":"${key}","checksum":"${checksumOf(key, rest)}",${rest}\n`
}

/** The head of a line, of which the first `headLength` characters will do; undefined where it has none. */
export function readRecordHead(line: string): RecordHead | undefined {
  const [, key, , time] = shape.exec(line) ?? []
  return key === undefined || time === undefined ? undefined : { key, time }
}

/**
 * A line from its bytes, without its `\n`, when it is what was written: its checksum fits. Bytes that are no UTF-8 are
 * refused first: they would all be read as U+FFFD, which a record may hold, and the checksum could not tell.
 */
export function readWholeLine(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined
  const line = bytes.toString('utf8')
  const [, key = '', checksum] = shape.exec(line) ?? []
  return checksum !== undefined && checksum === checksumOf(key, line.slice(beforeTime)) ? line : undefined
}

/** The record of a whole line. */
export function parseRecordLine(line: string): JsonObject {
  const fields = line.slice(headLength)
  return JSON.parse(fields === '}' ? '{}' : `{${fields.slice(1)}`) as JsonObject
}

function checksumOf(key: string, rest: string): string {
  return sha256(key + rest).slice(0, 16)
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '../../src/contract/index.ts'
import { openRecordLog, sha256 } from '../../src/io/index.ts'

/** 25 November 2026, midnight, in milliseconds since 1970. */
export const midnight = Date.UTC(2026, 10, 25)

/** One day, in milliseconds. */
export const day = 86_400_000

/** The key of a number. */
export function keyOf(number: number): string {
  return sha256(`key ${number}`)
}

/** Writes records through a log of its own, by number, and gives the log. */
export function write(
  folder: string,
  records: readonly (readonly [number: number, record: JsonObject])[],
  { runToken = 'run1', time = midnight }: { runToken?: string; time?: number } = {},
) {
  const log = openRecordLog(folder, { runToken, clock: () => time })
  for (const [number, record] of records) log.add(keyOf(number), record)
  return log
}

/** What a log opened now finds for numbers. */
export function found(folder: string, numbers: readonly number[]): (JsonObject | undefined)[] {
  const log = openRecordLog(folder, { runToken: 'reader', clock: () => midnight })
  return numbers.map((number) => log.find(keyOf(number)))
}

/** The texts of a folder's files by name, the random part of names as `W`. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted()
  const entries = await Promise.all(
    names.map(async (name) => [
      name.replace(/-[0-9a-f]{8}(?=\.(jsonl|txt)$)/, '-W'),
      await readFile(join(folder, name), 'utf8'),
    ]),
  )
  return Object.fromEntries(entries) as Record<string, string>
}

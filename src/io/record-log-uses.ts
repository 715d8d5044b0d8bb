import { appendFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJsonFile, prettyJson, readTextIfAny, writeWhole } from './file.ts'
import { withLock } from './lock.ts'
import { namesIn } from './record-log-folder.ts'

const usesSchema = z.record(z.string(), z.iso.date())

/** Notes keys that a process used, in a file of its own. */
export async function noteUses(
  folder: string,
  runToken: string,
  writer: string,
  keys: Iterable<string>,
): Promise<void> {
  await appendFile(
    join(folder, `used-${runToken}-${writer}.txt`),
    Array.from(keys, (key) => `${key}\n`).join(''),
  )
}

/** Runs what changes the uses of a folder, one process at a time; `locked` while another does. */
export async function withUses<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  return withLock(join(folder, 'used.lock'), work)
}

/** The day on which each key was last used, where that is known; `damaged-file` when it cannot be read. */
export async function readUses(folder: string): Promise<Map<string, string>> {
  const path = join(folder, 'used.json')
  const text = await readTextIfAny(path)
  const hint = `Remove ${path}: recordings then count as used when they were made.`
  return new Map(text === undefined ? [] : Object.entries(parseJsonFile(path, text, usesSchema, hint)))
}

/** Stores the day on which each key was last used. */
export async function writeUses(folder: string, uses: ReadonlyMap<string, string>): Promise<void> {
  await writeWhole(join(folder, 'used.json'), prettyJson(Object.fromEntries([...uses].toSorted())))
}

/** The files in which processes noted uses that no `used.json` holds yet, and their keys. */
export async function readNotedUses(folder: string): Promise<{ files: string[]; keys: Set<string> }> {
  const files = namesIn(folder)
    .filter((name) => /^used-.+\.txt$/.test(name))
    .map((name) => join(folder, name))
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8').catch(() => '')))
  return { files, keys: new Set(texts.flatMap((text) => text.match(/^[0-9a-f]{64}$/gm) ?? [])) }
}

/** Enters what processes noted into the uses as used on a day, and removes their notes. Only within `withUses`. */
export async function foldUses(folder: string, day: string): Promise<void> {
  const { files, keys } = await readNotedUses(folder)
  const uses = await readUses(folder)
  for (const key of keys) uses.set(key, day)
  await writeUses(folder, uses)
  await Promise.all(files.map((path) => rm(path, { force: true })))
}

import { randomUUID } from 'node:crypto'
import { access, appendFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { VitestJudgeError } from '../contract/index.ts'
import { utf8Reader } from './utf8.ts'
import { writeFault } from './write-fault.ts'

/** True when something stands at the path. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** True when a file stands at the path, and not a folder. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  )
}

/** A text that changes whenever the file is written anew; `none` where no file stands. */
export async function fileStamp(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined)
  return facts === undefined ? 'none' : `${facts.mtimeMs} ${facts.size} ${facts.ino}`
}

/** The text of a file, or undefined when there is none; bytes that are no UTF-8 are read as U+FFFD. Any other failure is `missing-file`. */
export async function readTextIfAny(path: string): Promise<string | undefined> {
  return (await readBytesIfAny(path))?.toString('utf8')
}

async function readBytesIfAny(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw missingFile(path, error)
  }
}

/**
 * The text of a file in UTF-8, or undefined when there is none.
 * @throws VitestJudgeError `damaged-file` for another encoding, `missing-file` for any other failure
 */
export async function readUtf8IfAny(path: string): Promise<string | undefined> {
  const bytes = await readBytesIfAny(path)
  if (bytes === undefined) return undefined
  const reader = utf8Reader(path)
  return reader.read(bytes) + reader.end()
}

/**
 * The text of a file in UTF-8.
 * @throws VitestJudgeError `missing-file` when it is not there or cannot be read, `damaged-file` for another encoding
 */
export async function readText(path: string): Promise<string> {
  const text = await readUtf8IfAny(path)
  if (text !== undefined) return text
  throw missingFile(path)
}

/** The `missing-file` error for a file that is not there, or that a fault keeps from being read. */
export function missingFile(path: string, fault?: unknown): VitestJudgeError {
  const code = (fault as NodeJS.ErrnoException | undefined)?.code ?? 'ENOENT'
  return code === 'ENOENT'
    ? new VitestJudgeError('missing-file', {
        message: `${path} does not exist; expected a file.`,
        hint: 'Check the path; relative paths start at the folder the command runs in.',
        cause: fault,
      })
    : new VitestJudgeError('missing-file', {
        message: `${path} could not be read: ${(fault as Error).message}.`,
        hint: 'Check the path and its permissions.',
        cause: fault,
      })
}

/**
 * Writes a file whole: into a temporary file beside it, synced, then renamed over it, so that a reader sees the
 * old text or the new and never a part. Makes the folder where it is missing.
 *
 * @throws VitestJudgeError `cannot-write` where the system refuses it
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw writeFault(path, error)
  }
}

/** Appends text to a file, which it makes where there is none; its folder must be there. */
export async function appendText(path: string, text: string): Promise<void> {
  await appendFile(path, text)
}

/** JSON as this project writes it: two spaces, a final newline. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Parses a text against a schema; `damaged-file`, naming the file and the first fault, when it does not fit. */
export function parseJsonFile<Output>(
  path: string,
  text: string,
  schema: z.ZodType<Output>,
  hint: string,
): Output {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new VitestJudgeError('damaged-file', {
      message: `${path} is damaged: it is not JSON (${(error as Error).message.replaceAll(/\s+/g, ' ')}).`,
      hint,
      cause: error,
    })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new VitestJudgeError('damaged-file', {
    message: `${path} is damaged: at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'it does not fit its schema'}.`,
    hint,
  })
}

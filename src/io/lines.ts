import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { VitestJudgeError } from '../contract/index.ts'
import { readUtf8IfAny } from './file.ts'
import { writeFault } from './write-fault.ts'

/**
 * Reads JSON lines against a schema. A file that is not there has no lines; blank lines are passed over. A bad
 * line is `damaged-file`, naming file and line: nothing is dropped in silence.
 */
export async function readLines<Output>(path: string, schema: z.ZodType<Output>): Promise<Output[]> {
  const text = await readUtf8IfAny(path)
  if (text === undefined) return []
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(path, line, index + 1, schema)]))
}

function parseLine<Output>(path: string, line: string, number: number, schema: z.ZodType<Output>): Output {
  const damaged = (what: string, cause?: unknown) =>
    new VitestJudgeError('damaged-file', {
      message: `${path}:${number} is damaged: ${what}.`,
      hint: `Mend or remove line ${number}; \`git diff ${path}\` may show what happened to it.`,
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw damaged(`it is not JSON (${(error as Error).message})`, error)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw damaged(`at ${issue?.path.join('.') || 'the top'}, ${issue?.message ?? 'it does not fit its schema'}`)
}

/**
 * Appends JSON lines and syncs them to disk before it returns. A file that does not end in a newline gets one
 * first, so that a torn last line never swallows the next.
 *
 * @throws VitestJudgeError `cannot-write` where the system refuses it: nothing was appended then
 */
export async function appendLines(path: string, values: readonly unknown[]): Promise<void> {
  if (values.length === 0) return
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(path, 'a+')
    try {
      await appendTo(handle, values.map((value) => `${JSON.stringify(value)}\n`).join(''))
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw writeFault(path, error)
  }
}

async function appendTo(handle: FileHandle, lines: string): Promise<void> {
  const { size } = await handle.stat()
  const last = Buffer.alloc(1)
  if (size > 0) await handle.read(last, 0, 1, size - 1)
  const bytes = Buffer.from(`${size > 0 && last.toString() !== '\n' ? '\n' : ''}${lines}`)
  let written = 0
  try {
    while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten
    await handle.sync()
  } catch (error) {
    // Where others have appended since, a torn line is left: reading names it.
    if (written > 0 && (await handle.stat()).size === size + written) await handle.truncate(size)
    throw error
  }
}

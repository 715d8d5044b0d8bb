import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { VitestJudgeError } from '../contract/index.ts'
import { readUtf8IfAny } from './file.ts'

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
 */
export async function appendLines(path: string, values: readonly unknown[]): Promise<void> {
  if (values.length === 0) return
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'a+')
  try {
    const { size } = await handle.stat()
    const last = Buffer.alloc(1)
    if (size > 0) await handle.read(last, 0, 1, size - 1)
    const separator = size > 0 && last.toString() !== '\n' ? '\n' : ''
    await handle.appendFile(separator + values.map((value) => `${JSON.stringify(value)}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

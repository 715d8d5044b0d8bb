import { open } from 'node:fs/promises'
import { appendText, writeWhole } from './file.ts'

/**
 * Writes a file of lines anew as `rewrite` makes them of the old ones, whole; blank lines go. Lines that another
 * process appends meanwhile are taken over as they are. Gives false, and writes nothing, where all lines stay or no
 * file is there.
 */
export async function rewriteLines(
  path: string,
  rewrite: (lines: readonly string[]) => readonly string[],
): Promise<boolean> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return false
  try {
    const before = await handle.readFile()
    const lines = before
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
    const after = rewrite(lines)
    if (after.length === lines.length && after.every((line, index) => line === lines[index])) return false
    await writeWhole(path, after.map((line) => `${line}\n`).join(''))
    const { size } = await handle.stat()
    const tail = Buffer.alloc(Math.max(0, size - before.length))
    await handle.read(tail, 0, tail.length, before.length)
    if (tail.length > 0) await appendText(path, tail.toString('utf8'))
    return true
  } finally {
    await handle.close()
  }
}

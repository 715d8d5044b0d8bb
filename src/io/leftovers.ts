import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { VitestJudgeError } from '../contract/index.ts'
import { namesIn, removeFile } from './folder.ts'
import { isRunning, withLock } from './lock.ts'

/** `<file>.<process id>.<8 hexadecimal digits>` and `.tmp`, of a file that is written; of a lock also without. */
const written = /\.(\d+)\.[0-9a-f]{8}\.tmp$/
const locking = /\.lock\.(\d+)\.[0-9a-f]{8}(?:\.stale)?$/

/**
 * Removes what processes that were killed left behind in a folder and below it: files that they had not written whole,
 * and locks. What belongs to a living process stays.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  if ((await namesIn(folder)).length === 0) return
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    const [, holder] = written.exec(name) ?? locking.exec(name) ?? []
    if (holder !== undefined && !isRunning(Number(holder))) await removeFile(path)
    if (basename(name) === '.lock') await releaseStale(path)
  }
}

/** Takes a dead process's lock over and lets it go. */
async function releaseStale(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined || isRunning(Number.parseInt(text, 10))) return
  await withLock(path, async () => {}).catch((error: unknown) => {
    if (!VitestJudgeError.is(error)) throw error
  })
}

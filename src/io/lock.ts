import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { VitestJudgeError } from '../contract/index.ts'
import { writeFault } from './write-fault.ts'

const attempts = 5

/**
 * Runs `work` while holding an exclusive lock file, so that one process writes at a time. A lock left behind by
 * a process that no longer runs is taken over.
 *
 * @throws VitestJudgeError `locked` when another living process holds it, `cannot-write` where no lock can be made
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const own = `${path}.${process.pid}.${randomUUID().slice(0, 8)}`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(own, String(process.pid), { flag: 'wx' })
    await acquire(path, own)
  } catch (error) {
    throw writeFault(path, error)
  } finally {
    await rm(own, { force: true }).catch(() => {})
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/** Links a file that names us already into place: a lock is never there without its holder's name. */
async function acquire(path: string, own: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await linked(own, path)) return
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const holder = Number.parseInt(text, 10)
    if (isRunning(holder)) {
      throw new VitestJudgeError('locked', {
        message: `${path} is held by process ${holder}; expected no other writer.`,
        hint: `Wait for it to end; if no such process writes here, remove ${path}.`,
      })
    }
    await removeStale(path, own, text)
  }
  throw new VitestJudgeError('locked', {
    message: `${path} could not be taken; other processes took it first.`,
    hint: 'Run the command again.',
  })
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead process's lock aside; puts it back when a living one has taken its place meanwhile. */
async function removeStale(path: string, own: string, text: string): Promise<void> {
  const aside = `${own}.stale`
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readFile(aside, 'utf8')) !== text) await linked(aside, path)
  await rm(aside, { force: true })
}

/** True where a process of this id runs on this machine. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { VitestJudgeError } from '../contract/index.ts'

/**
 * Runs `work` while holding an exclusive lock file, so that one process writes at a time. A lock left behind by
 * a process that no longer runs is taken over.
 *
 * @throws VitestJudgeError `locked` when another living process holds it
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(path), { recursive: true })
  await acquire(path)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = await open(path, 'wx')
      await handle.writeFile(String(process.pid))
      await handle.close()
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10)
      if (isRunning(holder)) {
        throw new VitestJudgeError('locked', {
          message: `${path} is held by process ${holder}; expected no other writer.`,
          hint: `Wait for it to end; if no such process writes here, remove ${path}.`,
        })
      }
      await rm(path, { force: true })
    }
  }
  throw new VitestJudgeError('locked', {
    message: `${path} could not be taken; another process took it first.`,
    hint: 'Run the command again.',
  })
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { VitestJudgeError } from '../../src/contract/index.ts'

/** An empty folder that goes away after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'io-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Code and message of the error that a call ends with, the folder written as `…`. */
export async function failureOf(call: () => unknown, folder: string): Promise<string> {
  const error: unknown = await Promise.resolve()
    .then(call)
    .then(
      () => new Error('nothing was thrown'),
      (reason: unknown) => reason,
    )
  if (!VitestJudgeError.is(error)) throw error
  return `${error.code}: ${error.message}`.replaceAll(folder, '…')
}

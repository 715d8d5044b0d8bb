import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { VitestJudgeError } from '../../src/contract/index.ts'

/** A fresh folder for each test of a file, removed afterwards; read `path` inside a test. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' }
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'vitest-judge-memory-'))
  })
  afterEach(() => rm(folder.path, { recursive: true, force: true }))
  return folder
}

/** The code and text of the error a promise ends with, the folder's path replaced by FOLDER. */
export async function refusal(
  work: Promise<unknown>,
  folder: string,
): Promise<{ code: string; text: string }> {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!VitestJudgeError.is(thrown)) throw new Error(`expected a VitestJudgeError, received ${String(thrown)}`)
  return { code: thrown.code, text: thrown.message.replaceAll(folder, 'FOLDER') }
}

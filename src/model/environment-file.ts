import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { VitestJudgeError } from '../contract/index.ts'

/**
 * Puts the variables of a project's `.env` into `process.env`; what is set there already stays. Does nothing when
 * there is no such file.
 *
 * @throws VitestJudgeError `missing-file` when the file is there and cannot be read
 */
export function loadEnvironmentFile(root: string): void {
  const path = join(root, '.env')
  try {
    loadEnvFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw new VitestJudgeError('missing-file', {
      message: `${path} could not be read: ${(error as Error).message}.`,
      hint: 'Check the file and its permissions.',
      cause: error,
    })
  }
}

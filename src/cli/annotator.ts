import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { VitestJudgeError } from '../contract/index.ts'

/**
 * Who gives feedback: the name that was asked for, else git's `user.name`, git's `user.email`, the user's name.
 *
 * @throws VitestJudgeError `invalid-usage` for a name without a visible character
 */
export async function annotatorName(
  wanted: string | undefined,
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (wanted !== undefined) {
    if (/[^\s\p{C}]/u.test(wanted)) return wanted.trim()
    throw new VitestJudgeError('invalid-usage', {
      message: `--annotator was given ${JSON.stringify(wanted)}; expected the name of a person.`,
      hint: 'Without --annotator, it is the name that git knows: git config user.name.',
    })
  }
  return (
    (await gitSetting(root, 'user.name')) ||
    (await gitSetting(root, 'user.email')) ||
    environment['USER'] ||
    environment['USERNAME'] ||
    'unknown'
  )
}

async function gitSetting(root: string, name: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['config', name], { cwd: root }).catch(() => ({
    stdout: '',
  }))
  return stdout.trim()
}

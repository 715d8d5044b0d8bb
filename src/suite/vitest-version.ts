import { VitestJudgeError } from '../contract/index.ts'

type Version = readonly [major: number, minor: number, patch: number]

/** The oldest Vitest whose concurrent tests report one by one, around our hooks. */
const oldest: Version = [4, 1, 12]

/** The first Vitest that aborts every running test of a cancelled run, and starts no retry with an aborted signal. */
const signalsMended: Version = [5, 1, 1]

/**
 * Refuses a Vitest that is too old.
 *
 * @throws VitestJudgeError `invalid-usage`
 */
export function checkVitest(version: string): void {
  if (!isBefore(version, oldest)) return
  throw new VitestJudgeError('invalid-usage', {
    message: `The vitest-judge plugin was loaded by Vitest ${version}; expected Vitest ${oldest.join('.')} or later.`,
    hint: 'Install a newer one: npm install --save-dev vitest@latest.',
  })
}

/** True of a Vitest whose signals want `TestSignals`. */
export function needsTestSignals(version: string): boolean {
  return isBefore(version, signalsMended)
}

function isBefore(version: string, other: Version): boolean {
  const parts = version.split(/[.-]/, 3).map(Number)
  const at = other.findIndex((part, index) => part !== parts[index])
  return at >= 0 && (parts[at] ?? 0) < (other[at] ?? 0)
}

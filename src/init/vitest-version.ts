import { intersects, minVersion, satisfies, validRange } from 'semver'
import { VitestJudgeError } from '../contract/index.ts'
import { installCommand } from './package-manager.ts'
import type { ProjectFacts } from './project-facts.ts'

/**
 * Refuses a Vitest that this package does not work with: the installed one, else the range that the manifest asks for.
 * `supported` is a range of versions.
 *
 * @throws VitestJudgeError `invalid-usage`
 */
export function checkVitest(
  { vitest, packageManager, isWorkspaceRoot }: ProjectFacts,
  supported: string,
): void {
  const { installed, declared } = vitest
  const isWrong =
    installed === undefined
      ? declared !== undefined && validRange(declared) !== null && !intersects(declared, supported)
      : !satisfies(installed, supported)
  if (!isWrong) return
  const newest = minVersion(supported.split('||').at(-1) ?? supported)?.major
  throw new VitestJudgeError('invalid-usage', {
    message: `Vitest ${installed ?? declared} is ${installed === undefined ? 'asked for in package.json' : 'installed'}; expected ${supported}.`,
    hint: `Write: ${installCommand(packageManager, [`vitest@${newest}`], isWorkspaceRoot)}`,
  })
}

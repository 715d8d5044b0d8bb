import { existsSync } from 'node:fs'
import { cp, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../repository/command.ts'

/** What a build reads and a package holds. */
const needed = [
  'src',
  'reporters',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'rolldown.config.ts',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'docs',
]

/**
 * Copies what a build of the package reads, and links `node_modules`: so that no earlier build is mistaken for this one,
 * and nobody reads a half-written one.
 */
export async function copyForPacking(repository: string, copy: string): Promise<void> {
  for (const name of needed.filter((name) => existsSync(join(repository, name)))) {
    await cp(join(repository, name), join(copy, name), { recursive: true })
  }
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction')
}

/**
 * Builds and packs a copy.
 *
 * @returns the path of the tarball, and the paths of the files in it, sorted
 * @throws Error where the build or npm fails
 */
export async function buildAndPack(
  copy: string,
  target: string,
): Promise<{ tarball: string; files: readonly string[] }> {
  const succeed = async (program: string, parameters: readonly string[]) => {
    const ended = await run(program, parameters, copy)
    if (ended.exitCode === 0) return ended.stdout
    throw new Error(`${program} ${parameters.join(' ')} failed:\n${ended.output}`)
  }
  await succeed('npm', ['run', 'build'])
  const printed = await succeed('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target])
  const [report] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }]
  return { tarball: join(target, report.filename), files: report.files.map(({ path }) => path).toSorted() }
}

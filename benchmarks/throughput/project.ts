import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Usage, runWatched } from './watched-process.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const suites = fileURLToPath(new URL('suites', import.meta.url))
/** Where the projects lie: git ignores it, and Node finds our dependencies from there. */
export const nursery: string = join(repository, '.vitest-judge', 'bench')

/** A project with one suite, in which Vitest runs. */
export interface Project {
  folder: string
  /** Runs its suite as `vitest run` does, and measures the process. */
  run(environment: Readonly<Record<string, string>>): Promise<Usage>
  /** Forgets recordings and run files. */
  forget(): Promise<void>
}

/**
 * Puts the package, as it is built, where the projects find it as they would find an installed one. They have a
 * `package.json` of their own: below ours, Node would take `vitest-judge` for the package itself.
 *
 * @throws Error where they would find another one
 */
export async function installPackage(): Promise<void> {
  await rm(nursery, { recursive: true, force: true })
  const target = join(nursery, 'node_modules', 'vitest-judge')
  await cp(join(repository, 'dist'), join(target, 'dist'), { recursive: true })
  await cp(join(repository, 'package.json'), join(target, 'package.json'))
  const manifest = join(nursery, 'package.json')
  await writeFile(manifest, JSON.stringify({ name: 'bench', private: true, type: 'module' }))
  const found = findPackageJSON('vitest-judge', pathToFileURL(manifest))
  if (found !== join(target, 'package.json'))
    throw new Error(`vitest-judge would be ${found}, not ${target}.`)
}

/** A project with our plugin, for the suite `<name>.eval.ts`; `concurrency` is the plugin's. */
export function judgedProject(name: string, concurrency = 20): Promise<Project> {
  return project(
    `${name}.eval.ts`,
    `import { judges } from 'vitest-judge/plugin'
     export default { plugins: [judges({ concurrency: ${concurrency} })], cacheDir: '.cache' }`,
  )
}

/** A project that knows nothing of us, for the suite `<name>.test.ts`. */
export function stockProject(name: string, concurrency = 5): Promise<Project> {
  return project(
    `${name}.test.ts`,
    `export default { cacheDir: '.cache', test: { maxConcurrency: ${concurrency} } }`,
  )
}

async function project(suite: string, configuration: string): Promise<Project> {
  const folder = join(nursery, suite)
  await mkdir(join(folder, 'evals'), { recursive: true })
  for (const file of [suite, 'subject.ts']) await cp(join(suites, file), join(folder, 'evals', file))
  await writeFile(join(folder, 'vitest.config.ts'), configuration)
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs')
  return {
    folder,
    run: (environment) => runWatched({ arguments_: [vitest, 'run', 'evals'], folder, environment }),
    forget: () => rm(join(folder, '.vitest-judge'), { recursive: true, force: true }),
  }
}

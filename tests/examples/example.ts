import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runSchema, type Run } from '../../src/contract/index.ts'
import { builtPackage } from '../suite/built-package.ts'
import { repository } from '../suite/project.ts'

/** The examples that are npm workspaces, in the order of the list in `examples/README.md`. */
export const exampleNames = ['rag', 'agent', 'pairwise', 'rubric', 'existing'] as const

export type ExampleName = (typeof exampleNames)[number]

/** How a program ended in an example. */
export interface ExampleEnd {
  exitCode: number | null
  output: string
}

/** An example that was copied out of the repository. */
export interface ExampleCopy extends AsyncDisposable {
  vitest(...args: string[]): Promise<ExampleEnd>
  judge(...args: string[]): Promise<ExampleEnd>
  /** The latest run, checked against its schema. */
  run(): Promise<Run>
  /** The bytes of every file that belongs to the example, by path. */
  files(): Promise<Record<string, string>>
}

const nursery = join(repository, '.vitest-judge', 'tests')
const networkGuard = new URL('../setup-network.ts', import.meta.url).href

/**
 * Copies an example as a user does, with the package of the sources as they are now in its `node_modules`. What runs
 * there has no key, no network but this machine's own, and is in CI, where no snapshot is written.
 */
export async function exampleCopy(name: ExampleName): Promise<ExampleCopy> {
  await mkdir(nursery, { recursive: true })
  const root = await mkdtemp(join(nursery, `example-${name}-`))
  const source = join(repository, 'examples', name)
  const belongs = (path: string) => !/(^|[\\/])(node_modules|\.vitest(-judge)?)([\\/]|$)/.test(path)
  await cp(source, root, {
    recursive: true,
    filter: (path) => belongs(path.slice(source.length)),
  })
  const home = join(root, 'node_modules/vitest-judge')
  await cp(await builtPackage(repository), join(home, 'dist'), { recursive: true })
  await cp(join(repository, 'package.json'), join(home, 'package.json'))
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap((key) => {
    const value = process.env[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  const env = {
    ...Object.fromEntries(kept),
    CI: '1',
    NO_COLOR: '1',
    COLUMNS: '100',
    NODE_OPTIONS: `--import=${networkGuard}`,
  }
  const execute = async (program: string, args: readonly string[]): Promise<ExampleEnd> => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    const [exitCode] = (await once(child, 'close')) as [number | null]
    return { exitCode, output }
  }
  return {
    vitest: (...args) => execute(join(repository, 'node_modules/vitest/vitest.mjs'), args),
    judge: (...args) => execute(join(home, 'dist/src/cli/main.js'), args),
    run: async () =>
      runSchema.parse(JSON.parse(await readFile(join(root, '.vitest-judge/latest.json'), 'utf8'))),
    files: async () => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
      const own = paths.filter((path) => belongs(path.slice(root.length))).toSorted()
      const texts = await Promise.all(own.map((path) => readFile(path, 'latin1')))
      return Object.fromEntries(own.map((path, index) => [path.slice(root.length + 1), texts[index] ?? '']))
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runSchema, type Run } from '../../src/contract/index.ts'
import { execute, type End, type Surroundings } from './execute.ts'

/** A folder whose `node_modules` hold the package, Vitest, TypeScript and zod, and a Node to run them with. */
export interface Installation {
  root: string
  /** Absolute path of the program. */
  node: string
}

/** A small project of one step, in a folder of its own below an installation. */
export interface StepProject {
  /** Runs stock Vitest: `vitest run ...`. */
  vitest: (parameters: readonly string[], surroundings?: Surroundings) => Promise<End>
  /** Runs a command of ours. */
  judge: (...parameters: string[]) => Promise<End>
  /** Runs Node. */
  node: (...parameters: string[]) => Promise<End>
  /** Type-checks the project. */
  tsc: (...parameters: string[]) => Promise<End>
  write: (files: Record<string, string>) => Promise<void>
  read: (path: string) => Promise<string>
  /** The latest run, checked against its schema. */
  latest: () => Promise<Run>
}

/** Writes a project into a new folder below an installation. */
export async function stepProject(
  { root, node }: Installation,
  name: string,
  files: Record<string, string>,
): Promise<StepProject> {
  const home = join(await realpath(root), name)
  const modules = join(root, 'node_modules')
  const run = (parameters: readonly string[], surroundings: Surroundings = {}) =>
    execute(node, parameters, home, { firstPath: dirname(node), ...surroundings })
  const write = async (more: Record<string, string>) => {
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(home, path)), { recursive: true })
      await writeFile(join(home, path), text)
    }
  }
  await write(files)
  const read = (path: string) => readFile(join(home, path), 'utf8')
  return {
    vitest: (parameters, surroundings) =>
      run([join(modules, 'vitest/vitest.mjs'), ...parameters], surroundings),
    judge: (...parameters) => run([join(modules, 'vitest-judge/dist/src/cli/main.js'), ...parameters]),
    node: (...parameters) => run(parameters),
    tsc: (...parameters) => run([join(modules, 'typescript/bin/tsc'), ...parameters]),
    write,
    read,
    latest: async () => runSchema.parse(JSON.parse(await read('.vitest-judge/latest.json'))),
  }
}

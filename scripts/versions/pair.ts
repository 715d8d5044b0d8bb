import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execute } from '../../tests/package/execute.ts'
import { takeStep } from '../../tests/package/step.ts'
import type { Installation } from '../../tests/package/step-project.ts'
import { steps } from '../../tests/package/steps.ts'
import { npm } from './npm.ts'

/** A Node and a Vitest to try the package with. */
export interface Pair {
  node: string
  vitest: string
}

/** What came of a pair. */
export type Tried = Pair & { seconds: number } & (
    | { outcome: 'tried'; search: 'HNSW' | 'exact scan'; failed: readonly string[]; steps: number }
    | { outcome: 'not installed'; reason: string }
  )

/** How a pair is tried. */
export interface Trial {
  /** Absolute path of the packed package. */
  tarball: string
  /** A folder for the installations. */
  folder: string
  /** The range of TypeScript that checks the types. */
  typescript: string
  say: (line: string) => void
}

/** Installs the package from its tarball beside a Node and a Vitest, and takes all steps there, one by one. */
export async function tryPair(pair: Pair, trial: Trial): Promise<Tried> {
  const start = performance.now()
  const root = join(trial.folder, `node-${pair.node}-vitest-${pair.vitest}`)
  const seconds = () => Math.round((performance.now() - start) / 1000)
  try {
    const installed = await install(root, pair, trial)
    if ('reason' in installed) return { ...pair, outcome: 'not installed', ...installed, seconds: seconds() }
    const search = await searchOf(installed)
    trial.say(`installed, ${search}`)
    const failed: string[] = []
    for (const step of steps) {
      const fault = await takeStep(step, installed).catch((error: unknown) => error)
      trial.say(fault === undefined ? `✓ ${step.name}` : `✗ ${step.name}: ${messageOf(fault)}`)
      if (fault !== undefined) failed.push(step.name)
    }
    return { ...pair, outcome: 'tried', search, failed, steps: steps.length, seconds: seconds() }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function install(
  root: string,
  { node, vitest }: Pair,
  { tarball, typescript }: Trial,
): Promise<Installation | { reason: string }> {
  await mkdir(root, { recursive: true })
  // npm 12 runs the scripts of those packages alone that are named here.
  const manifest = { private: true, type: 'module', allowScripts: { node: true, 'hnswlib-node': true } }
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest))
  const types = `@types/node@${node.split('.')[0]}`
  const wanted = [tarball, `vitest@${vitest}`, 'zod', `node@${node}`, `typescript@${typescript}`, types]
  try {
    await npm(root, 'install', '--save-dev', '--no-audit', '--no-fund', ...wanted)
  } catch (error) {
    const lines = messageOf(error).split('\n')
    return { reason: lines.find((line) => /^npm error (?!code)\S/.test(line)) ?? lines[0] ?? 'npm failed' }
  }
  const installation = { root, node: join(root, 'node_modules/node/bin/node') }
  const { stdout } = await execute(installation.node, ['--version'], root).catch(() => ({ stdout: 'none' }))
  if (stdout.trim() === `v${node}`) return installation
  return { reason: `node ${node} was expected to run, and ${stdout.trim()} did` }
}

/** How memories are searched: with hnswlib-node where npm could build it. */
async function searchOf({ root, node }: Installation): Promise<'HNSW' | 'exact scan'> {
  const script = "await import('hnswlib-node')"
  const { exitCode } = await execute(node, ['--input-type=module', '--eval', script], root)
  return exitCode === 0 ? 'HNSW' : 'exact scan'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

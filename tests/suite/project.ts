import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runSchema, type Run } from '../../src/contract/index.ts'
import type { PluginOptions } from '../../src/suite/plugin-options.ts'
import { builtPackage } from './built-package.ts'

/** The repository, whose `node_modules` and sources every fixture uses. */
export const repository = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')
const nursery = join(repository, '.vitest-judge', 'tests')

/** How a Vitest process ended, and the run file that it wrote. */
export interface Ended {
  exitCode: number | null
  stdout: string
  stderr: string
  /** `.vitest-judge/latest.json`, checked against its schema; undefined when this process wrote none. */
  run: Run | undefined
}

/** A Vitest process that goes on running. */
export interface Running {
  /** Resolves when standard output holds the text; rejects after 20 seconds. */
  says(text: string): Promise<string>
  stop(): Promise<Ended>
  /** Ctrl-C as a terminal sends it: to Vitest and, where it has a group of its own, to its workers. */
  interrupt(): Promise<Ended>
}

/** A small project on disk in which stock Vitest runs. */
export interface Project extends AsyncDisposable {
  root: string
  /** Runs Vitest to its end, without the latest run unless it is kept. */
  vitest(
    args: string[],
    environment?: Record<string, string>,
    how?: { keepsLatest?: boolean },
  ): Promise<Ended>
  /** Starts Vitest without waiting for its end. */
  start(args: string[], environment?: Record<string, string>, how?: { group?: boolean }): Running
  write(files: Record<string, string>): Promise<void>
  read(path: string): Promise<string>
  /** What the judges of `polite.ts` were asked since the last call: `<judge> <outputs as JSON>`, sorted. */
  asked(): Promise<string[]>
}

/** What the fixture's own configuration says besides the aliases. */
export interface ProjectOptions {
  judges?: PluginOptions
  /** The `test` part of the configuration, as JSON. */
  test?: object
  /** Let Vite transform our package, as the vm pools need it; by default Node loads it. */
  inline?: boolean
  /** Use the sources, of which every part can be imported, in place of the built package. */
  source?: boolean
}

const atOnce = 2
const waiting: (() => void)[] = []
let running = 0

/**
 * Writes a project into a fresh folder that git ignores. Without a `vitest.config.ts` of its own it gets one with
 * the plugin and the aliases of this repository: `vitest-judge` is the built package, `#polite` is `polite.ts`.
 */
export async function fixture(files: Record<string, string>, options: ProjectOptions = {}): Promise<Project> {
  await mkdir(nursery, { recursive: true })
  const root = await mkdtemp(join(nursery, 'project-'))
  const children = new Set<ChildProcess>()
  const write = async (more: Record<string, string>) => {
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
  }
  await write({ 'vitest.config.ts': await configWith(options), ...files })
  const log = join(root, 'asked.log')
  const begin = (args: string[], environment: Record<string, string>, group = false) => {
    const child = spawn(process.execPath, [join(repository, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: root,
      env: { ...bareEnvironment(), ASKED_LOG: log, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
    })
    children.add(child)
    return watchOutput(child)
  }
  const end = async (exited: Promise<Omit<Ended, 'run'>>): Promise<Ended> => {
    const ended = await exited
    return { ...ended, run: await latestRun(root) }
  }
  return {
    root,
    write,
    read: (path) => readFile(join(root, path), 'utf8'),
    vitest: async (args, environment = {}, { keepsLatest = false } = {}) => {
      if (!keepsLatest) await rm(join(root, '.vitest-judge/latest.json'), { force: true })
      return inTurn(() => end(begin(args, environment).exited))
    },
    start: (args, environment = {}, { group = false } = {}) => {
      const { exited, says, child } = begin(args, environment, group)
      return {
        interrupt: () => {
          process.kill(group ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGINT')
          return end(exited)
        },
        says,
        stop: () => {
          child.kill('SIGTERM')
          return end(exited)
        },
      }
    },
    asked: async () => {
      const lines = await readFile(log, 'utf8').catch(() => '')
      await rm(log, { force: true })
      return lines.split('\n').filter(Boolean).sort()
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
      await rm(root, { recursive: true, force: true })
    },
  }
}

/**
 * The start of a configuration that is written by hand: imports, `alias` and `external`. `vitest-judge` is the built
 * package, or its sources.
 */
export async function configStart({ source = false }: { source?: boolean } = {}): Promise<string> {
  const [home, ending] = source ? [repository, 'ts'] : [await builtPackage(repository), 'js']
  return `
import { defineConfig } from 'vitest/config'
import { judges } from '${home}/src/suite/plugin.${ending}'
const alias = [
  { find: /^vitest-judge$/, replacement: '${home}/src/index.${ending}' },
  { find: /^vitest-judge\\/plugin$/, replacement: '${home}/src/suite/plugin.${ending}' },
  { find: /^vitest-judge\\/reporter$/, replacement: '${home}/reporters/index.${ending}' },
  { find: /^#polite$/, replacement: '${repository}/tests/suite/polite.ts' },
]
const external = [new RegExp('^${home}/(src|reporters|chunks)/')]
`
}

/** The text of a fixture's `vitest.config.ts`. */
export async function configWith(options: ProjectOptions): Promise<string> {
  const { judges = {}, test = {}, inline = false, source = false } = options
  return `${await configStart({ source })}
export default defineConfig({
  plugins: [judges(${JSON.stringify(judges)})],
  cacheDir: '.cache',
  resolve: { alias },
  test: { ${inline ? '' : `server: { deps: { external } },`} ...${JSON.stringify(test)} },
})
`
}

/** Runs `atOnce` processes at a time, so that concurrent tests do not starve one another. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

/** No variable of this process but those that a program needs: no keys, no CI, no Vitest, no colours. */
function bareEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'NODE_V8_COVERAGE']
  const own = kept.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]] as const],
  )
  return {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    COLUMNS: '80',
    NODE_COMPILE_CACHE: join(nursery, 'compiled'),
  }
}

async function latestRun(root: string): Promise<Run | undefined> {
  const text = await readFile(join(root, '.vitest-judge/latest.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : runSchema.parse(JSON.parse(text))
}

function watchOutput(child: ChildProcess) {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (part: string) => (output[name] += part))
  }
  const exited = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    ...output,
  }))
  const says = async (text: string) => {
    const signal = AbortSignal.timeout(20_000)
    while (!output.stdout.includes(text)) {
      if (signal.aborted || child.exitCode !== null) {
        throw new Error(`expected Vitest to say ${text}; it said:\n${output.stdout}\n${output.stderr}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return output.stdout
  }
  return { child, exited, says }
}

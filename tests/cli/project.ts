import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { commandAt } from './in-process.ts'
import { fixture, repository, type Project, type ProjectOptions } from '../suite/project.ts'

/** How a command ended. */
export interface CommandEnd {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** A command that waits for its input. */
export interface Conversation {
  /** All it has said, once it has said more and that ends with the text; rejects after 20 seconds. */
  asks(ending: string): Promise<string>
  type(text: string): void
  /** Sends a signal and waits for the end, the input still open. */
  kill(signal: NodeJS.Signals): Promise<CommandEnd>
}

/** One file of a project. */
export interface FileState {
  text: string
  mtimeMs: number
}

/** A project in which commands run besides Vitest. */
export interface CommandProject extends Project {
  /** Runs `vitest-judge` to its end, in this process, as nothing else of it; `input` ends after the text. */
  judge(
    args: readonly string[],
    more?: { input?: string; environment?: Record<string, string> },
  ): Promise<CommandEnd>
  /** The same in a process of its own. */
  program(
    args: readonly string[],
    more?: { input?: string; environment?: Record<string, string> },
  ): Promise<CommandEnd>
  /** Starts `vitest-judge` over a pipe that stays open. */
  open(args: readonly string[], environment?: Record<string, string>): Conversation
  /** The state of every file below the folders, by path; default of all but Vite's cache. Bytes stand as latin1. */
  files(...folders: string[]): Promise<Record<string, FileState>>
}

let last: Promise<unknown> = Promise.resolve()

const options: ProjectOptions = { judges: { offline: true } }

/** A project with the offline stand-in, unless the options say otherwise. */
export async function commandProject(
  files: Record<string, string>,
  own: ProjectOptions = options,
): Promise<CommandProject> {
  const project = await fixture(files, own)
  const children = new Set<ChildProcess>()
  const begin = (args: readonly string[], environment: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(repository, 'src/cli/main.ts'), ...args], {
      cwd: project.root,
      env: { ...bareEnvironment(), ...environment },
      stdio: 'pipe',
    })
    children.add(child)
    child.stdin.on('error', () => {})
    return watch(child)
  }
  return {
    ...project,
    judge: (args, { input = '', environment = {} } = {}) => {
      const turn = last.then(() =>
        within(project.root, { ...bareEnvironment(), ...environment }, () =>
          commandAt(project.root, args, { ...environment }, input),
        ),
      )
      last = turn.catch(() => {})
      return turn
    },
    program: (args, { input = '', environment } = {}) => {
      const { child, ended } = begin(args, environment)
      child.stdin.end(input)
      return ended
    },
    open: (args, environment) => {
      const { child, ended, asks } = begin(args, environment)
      return {
        asks,
        type: (text) => child.stdin.write(text),
        kill: (signal) => {
          child.kill(signal)
          return ended
        },
      }
    },
    files: async (...folders) => {
      const states: Record<string, FileState> = {}
      for (const path of (await readdir(project.root, { recursive: true })).toSorted()) {
        const facts = await stat(join(project.root, path))
        const isWanted =
          folders.length === 0
            ? !path.startsWith('.cache')
            : folders.some((folder) => path.startsWith(`${folder}/`))
        if (isWanted && facts.isFile()) {
          states[path] = { text: await readFile(join(project.root, path), 'latin1'), mtimeMs: facts.mtimeMs }
        }
      }
      return states
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
      await project[Symbol.asyncDispose]()
    },
  }
}

/** A fresh project with all files of another: what was run there need not run again. */
export async function copyOf(project: CommandProject): Promise<CommandProject> {
  const copy = await commandProject({})
  await cp(project.root, copy.root, { recursive: true, preserveTimestamps: true })
  return copy
}

/** The texts of files without their times. */
export function texts(files: Record<string, FileState>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, { text }]) => [path, text]))
}

/** Runs something while this process is in a folder and has these variables. */
async function within<Result>(
  folder: string,
  environment: Record<string, string>,
  run: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env }
  const home = process.cwd()
  const become = (variables: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name]
    Object.assign(process.env, variables)
  }
  become(environment)
  process.chdir(folder)
  try {
    return await run()
  } finally {
    process.chdir(home)
    become(before)
  }
}

/** No variable of this process but those that a program needs. */
function bareEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'NODE_V8_COVERAGE']
  const own = kept.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]] as const],
  )
  const compiled = join(repository, '.vitest-judge/tests/compiled')
  return { ...Object.fromEntries(own), NO_COLOR: '1', COLUMNS: '80', NODE_COMPILE_CACHE: compiled }
}

function watch<Child extends ChildProcess>(child: Child) {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (part: string) => (output[name] += part))
  }
  const ended = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    ...output,
  }))
  let heard = 0
  const asks = async (ending: string) => {
    const signal = AbortSignal.timeout(20_000)
    while (output.stdout.length === heard || !output.stdout.endsWith(ending)) {
      if (signal.aborted || child.exitCode !== null) {
        throw new Error(
          `expected the command to end with ${ending}; it said:\n${output.stdout}\n${output.stderr}`,
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    heard = output.stdout.length
    return output.stdout
  }
  return { child, ended, asks }
}

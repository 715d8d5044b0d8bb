import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll } from 'vitest'
import { runCommand } from '../../src/cli/program.ts'
import type { Run } from '../../src/contract/index.ts'

/** How a command ended that ran in this process. */
export interface CommandEnd {
  exitCode: number
  stdout: string
  stderr: string
}

/** A folder in which commands run in this process, 80 columns wide and without colour. */
export interface CommandFolder {
  root: string
  write(files: Record<string, string>): Promise<void>
  /** Writes a run as `.vitest-judge/runs/<id>.json`, and the last one as the latest. */
  writeRuns(...runs: readonly Run[]): Promise<void>
  command(...argv: readonly string[]): Promise<CommandEnd>
  /** As `command`, where the environment holds these. */
  commandIn(environment: Record<string, string>, ...argv: readonly string[]): Promise<CommandEnd>
}

/** A folder for all tests of a file, made before them and removed after. */
export function commandFolder(): CommandFolder {
  const folder: CommandFolder = {
    root: '',
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder.root, path)), { recursive: true })
        await writeFile(join(folder.root, path), text)
      }
    },
    writeRuns: async (...runs) => {
      for (const run of runs) {
        const text = JSON.stringify(run)
        await folder.write({
          [`.vitest-judge/runs/${run.id}.json`]: text,
          '.vitest-judge/latest.json': text,
        })
      }
    },
    command: (...argv) => folder.commandIn({}, ...argv),
    commandIn: (environment, ...argv) => commandAt(folder.root, argv, environment),
  }
  beforeAll(async () => {
    folder.root = await mkdtemp(join(tmpdir(), 'vitest-judge-command-'))
  })
  afterAll(() => rm(folder.root, { recursive: true, force: true }))
  return folder
}

/** Runs a command in this process, in a folder, 80 columns wide and without colour. */
export async function commandAt(
  root: string,
  argv: readonly string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<CommandEnd> {
  const output = new PassThrough()
  const errors = new PassThrough()
  const surroundings = {
    root,
    input: Readable.from(input === '' ? [] : [input]),
    output,
    clock: () => Date.UTC(2026, 10, 25),
    environment,
    width: 80,
    color: false,
  }
  const exitCode = await runCommand(argv, surroundings, errors)
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  return { exitCode, stdout: text(output), stderr: text(errors) }
}

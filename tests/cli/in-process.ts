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
    command: async (...argv) => {
      const output = new PassThrough()
      const errors = new PassThrough()
      const surroundings = {
        root: folder.root,
        input: Readable.from([]),
        output,
        clock: () => Date.UTC(2026, 10, 25),
        width: 80,
        color: false,
      }
      const exitCode = await runCommand(argv, surroundings, errors)
      const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
      return { exitCode, stdout: text(output), stderr: text(errors) }
    },
  }
  beforeAll(async () => {
    folder.root = await mkdtemp(join(tmpdir(), 'vitest-judge-command-'))
  })
  afterAll(() => rm(folder.root, { recursive: true, force: true }))
  return folder
}

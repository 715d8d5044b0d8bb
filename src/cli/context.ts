import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../io/index.ts'

/** What a command works with: where it runs, what it reads and writes, the time, and how it ends. */
export interface CommandContext extends Surroundings {
  /** Sets the exit code where a command did its work and has bad news; the largest of several counts. */
  exit(code: 1 | 3): void
}

/** Where commands run. */
export interface Surroundings {
  /** The project's root: the folder the command runs in. */
  root: string
  input: Readable
  output: Writable
  clock: Clock
  /** `process.env`, of which where the command runs matters: on GitHub or elsewhere. */
  environment: Readonly<Record<string, string | undefined>>
  /** Columns to write in. */
  width: number
  color: boolean
}

/** Writes one line. */
export function say(context: CommandContext, line = ''): void {
  context.output.write(`${line}\n`)
}

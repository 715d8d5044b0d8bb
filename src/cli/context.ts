import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../io/index.ts'

/** What a command works with: where it runs, what it reads and writes, and the time. */
export interface CommandContext {
  /** The project's root: the folder the command runs in. */
  root: string
  input: Readable
  output: Writable
  clock: Clock
  /** Columns to write in. */
  width: number
  color: boolean
}

/** Writes one line. */
export function say(context: CommandContext, line = ''): void {
  context.output.write(`${line}\n`)
}

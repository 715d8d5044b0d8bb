import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { runCommand } from '../../src/cli/program.ts'
import type { CommandEnd } from './in-process.ts'

/** How a terminal is. */
export interface TerminalOptions {
  width?: number
  height?: number
  color?: boolean
  environment?: Record<string, string>
  /** Milliseconds since 1970; default one moment for all. */
  clock?: () => number
}

/** A command that a person has before them in a terminal, in this process. */
export interface TerminalSession {
  /** All that was written so far; `bytes` with escape sequences. */
  screen(): string
  bytes(): string
  /** Waits for the next question, then types: one key, or a line that ends in `\r`. Gives what was on the screen. */
  type(text: string): Promise<string>
  /** Waits for the next question and gives what is on the screen. */
  asked(): Promise<string>
  /** Types at once. */
  send(text: string): void
  /** Ends the input, as when the window is closed. */
  hangUp(): void
  /** Makes the window so many columns wide. */
  resize(columns: number): void
  /** Whether the terminal gives each key at once, now. */
  isRaw(): boolean
  ended: Promise<CommandEnd>
}

/** Opens a command in a terminal, 80 columns wide, 24 rows high and without colour unless told. */
export function terminalAt(
  root: string,
  argv: readonly string[],
  {
    width = 80,
    height = 24,
    color = false,
    environment = {},
    clock = () => Date.UTC(2026, 10, 25),
  }: TerminalOptions = {},
): TerminalSession {
  let isRaw = false
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => (isRaw = on) })
  const output = Object.assign(new PassThrough(), { isTTY: true, rows: height, columns: width })
  const errors = new PassThrough()
  let written = ''
  output.on('data', (part: Buffer) => (written += part.toString()))
  let end: CommandEnd | undefined
  const surroundings = { root, input, output, clock, environment, width, color }
  const ended = runCommand(argv, surroundings, errors).then((exitCode) => {
    const stderr = ((errors.read() as Buffer | null) ?? '').toString()
    return (end = { exitCode, stdout: stripVTControlCharacters(written), stderr })
  })
  let heard = 0
  const screen = () => stripVTControlCharacters(written)
  const asked = async () => {
    const signal = AbortSignal.timeout(10_000)
    while (written.length === heard || !/( > |(none|all keys|row|quit|end|back|it)[.:] )$/.test(screen())) {
      if (end !== undefined || signal.aborted)
        throw new Error(`expected another question; it said:\n${screen()}\n${end?.stderr ?? ''}`)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    // What reads the answer listens once the question stands.
    await new Promise((resolve) => setImmediate(resolve))
    heard = written.length
    return screen()
  }
  return {
    screen,
    bytes: () => written,
    asked,
    type: async (text) => {
      const before = await asked()
      input.write(text)
      return before
    },
    send: (text) => void input.write(text),
    hangUp: () => void input.end(),
    resize: (columns) => void (output.columns = columns),
    isRaw: () => isRaw,
    ended,
  }
}

/** A row is answered by keys and lines in order; those of a row by its id. */
export type Typing = readonly string[] | ((rowId: string) => readonly string[])

/**
 * Has a person answer in a terminal until the command ends. Where there is nothing more to type, the window is closed;
 * after the last row, Enter is pressed.
 */
export async function answerAt(
  root: string,
  argv: readonly string[],
  typing: Typing,
  options: TerminalOptions = {},
): Promise<CommandEnd> {
  const session = terminalAt(root, argv, options)
  const keys = typeof typing === 'function' ? [] : [...typing]
  let shown = ''
  for (;;) {
    const next = await Promise.race([session.asked(), session.ended])
    if (typeof next !== 'string') return next
    const row = [
      ...next.matchAll(/^\d+ of \d+ · (?:(?:mismatch|uncertain|one of the others) · )?(.+)$/gm),
    ].at(-1)
    if (typeof typing === 'function' && row !== undefined && row[0] !== shown) {
      shown = row[0]
      keys.push(...typing(row[1] ?? ''))
    }
    const key = keys.shift() ?? (/That was the last row[^]*> $/.test(next.slice(-120)) ? '\r' : undefined)
    if (key === undefined) session.hangUp()
    else session.send(key)
  }
}

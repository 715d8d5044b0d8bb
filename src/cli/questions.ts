import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { VitestJudgeError } from '../contract/index.ts'
import type { CommandContext } from './context.ts'
import { suspend } from './suspend.ts'
import { typedLine } from './typed-line.ts'

/** Raised when the person presses Ctrl-C, closes the window, or ends the program. */
export class Interrupted extends Error {}

/** What a person did: typed something, closed the input, or interrupted the program (with what was typed so far). */
export interface Reply {
  kind: 'typed' | 'closed' | 'interrupted'
  /** One key: the character, or what the terminal sends for others. One line: without the line break at its end. */
  text: string
}

/** Asks a person at a terminal, one question after the other. What is typed before a question stands is no answer. */
export interface Questions {
  /** Waits for one key, without Enter. What comes in one piece is one reply: pasted text is never taken for keys. */
  key(prompt: string): Promise<Reply>
  /** Waits for a line that Enter ends. Line breaks inside pasted text are part of it. */
  line(prompt: string): Promise<Reply>
  /** Gives the terminal back as it was. */
  close(): void
}

/** An input that a person types at: what of `node:tty` it takes. */
interface TerminalInput extends Readable {
  isTTY: true
  setRawMode?(isRaw: boolean): unknown
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Questions at a terminal.
 *
 * @param options.isPlain lines are edited by the terminal itself, and nothing moves the cursor
 * @throws VitestJudgeError `invalid-usage` where input or output is no terminal
 */
export function openQuestions(
  { input, output }: Pick<CommandContext, 'input' | 'output'>,
  { isPlain, hint }: { isPlain: boolean; hint: string },
): Questions {
  if (!isTerminal(input) || !('isTTY' in output && output.isTTY === true)) {
    const [side, what] = isTerminal(input) ? ['Output', 'written to'] : ['Input', 'read from']
    throw new VitestJudgeError('invalid-usage', {
      message: `${side} is ${what} a pipe or a file; expected a terminal, at which a person answers.`,
      hint,
    })
  }
  let state: Reply['kind'] = 'typed'
  let typedSoFar = () => ''
  let keyPrompt = ''
  let answer: ((reply: Reply) => void) | undefined
  const give = (reply: Reply) => {
    const waiting = answer
    answer = undefined
    waiting?.(reply)
  }
  const finish = (kind: Reply['kind']) => {
    if (state === 'typed') state = kind
    give({ kind: state, text: typedSoFar() })
  }
  const take = (chunk: Buffer | string) => {
    const text = String(chunk)
    if (text.includes('\u0003')) finish('interrupted')
    else if (text.includes('\u0004')) finish('closed')
    else if (text.includes('\u001a')) {
      output.write('\n')
      suspend(input)
      output.write(keyPrompt)
    } else give({ kind: 'typed', text: keyOf(text) })
  }
  const interrupt = () => finish('interrupted')
  const end = () => finish('closed')
  for (const signal of endings) process.on(signal, interrupt)
  for (const event of ['end', 'close', 'error']) input.on(event, end)
  const listen = (isRaw: boolean) => {
    input.setRawMode?.(isRaw)
    input.off('data', take)
    if (!isRaw) return
    input.on('data', take)
    input.resume()
  }
  const wait = () => {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    answer = resolve
    return promise
  }
  return {
    key: async (prompt) => {
      output.write(prompt)
      if (state !== 'typed') return { kind: state, text: '' }
      listen(true)
      keyPrompt = prompt
      const reply = await wait()
      keyPrompt = ''
      output.write(`${shownKey(reply)}\n`)
      return reply
    },
    line: async (prompt) => {
      if (state !== 'typed') return { kind: state, text: '' }
      listen(false)
      const start = prompt.lastIndexOf('\n') + 1
      output.write(prompt.slice(0, start))
      const lines = createInterface({ input, output, terminal: !isPlain, prompt: prompt.slice(start) })
      lines.prompt()
      lines.on('close', end)
      // Of a terminal that is gone.
      lines.on('error', end)
      lines.on('SIGINT', interrupt)
      lines.on('SIGTSTP', () => {
        output.write('\n')
        suspend(input)
        lines.prompt(true)
      })
      const answered = (text: string) => give({ kind: 'typed', text })
      const typed = typedLine(lines, input, answered, isPlain ? (raw) => input.setRawMode?.(raw) : undefined)
      typedSoFar = () => typed.text()
      try {
        return await wait()
      } finally {
        typed.close()
        lines.off('close', end)
        lines.close()
        typedSoFar = () => ''
        if (state === 'typed') listen(true)
      }
    },
    close: () => {
      for (const signal of endings) process.off(signal, interrupt)
      // A terminal that is gone may still fail.
      for (const event of ['end', 'close']) input.off(event, end)
      listen(false)
      input.pause()
    },
  }
}

function isTerminal(input: Readable): input is TerminalInput {
  return 'isTTY' in input && input.isTTY === true
}

/** The key that was pressed, where it can be seen. */
function shownKey({ kind, text }: Reply): string {
  return kind === 'typed' && /^[^\p{C}]{1,20}$/u.test(text) ? text : ''
}

/** A terminal that sends whole lines sends a key with the Enter that followed it. */
function keyOf(chunk: string): string {
  return chunk.length > 1 ? chunk.replace(/[\r\n]+$/, '') : chunk
}

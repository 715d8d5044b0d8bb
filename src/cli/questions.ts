import { createInterface } from 'node:readline'
import type { JudgeValue, ValueType } from '../contract/index.ts'
import { toJudgeValue } from '../judge/index.ts'
import type { CommandContext } from './context.ts'

/** Raised when the person presses Ctrl-C, closes the window, or ends the program. */
export class Interrupted extends Error {}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Asks one line after the other; undefined once the input has ended. */
export interface Questions {
  ask(prompt: string): Promise<string | undefined>
  close(): void
}

/** Questions over a terminal or a pipe. */
export function openQuestions({ input, output }: CommandContext): Questions {
  const lines = createInterface({ input, output, terminal: 'isTTY' in input && input.isTTY === true })
  const queue: string[] = []
  const waiting: { resolve: (line: string | undefined) => void; reject: (error: Error) => void }[] = []
  let ended = false
  let interrupted = false
  lines.on('line', (line) => {
    const next = waiting.shift()
    if (next === undefined) queue.push(line)
    else next.resolve(line)
  })
  lines.on('close', () => {
    ended = true
    for (const { resolve } of waiting.splice(0)) resolve(undefined)
  })
  const interrupt = () => {
    interrupted = true
    for (const { reject } of waiting.splice(0)) reject(new Interrupted())
    lines.close()
  }
  lines.on('SIGINT', interrupt)
  for (const signal of endings) process.on(signal, interrupt)
  return {
    ask: (prompt) => {
      if (interrupted) return Promise.reject(new Interrupted())
      output.write(prompt)
      const line = queue.shift()
      if (line !== undefined || ended) return Promise.resolve(line)
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    close: () => {
      for (const signal of endings) process.off(signal, interrupt)
      lines.close()
    },
  }
}

/** The keys a person may press for each value: its number, and its first letter where no other value has it. */
export function keysFor(valueType: ValueType): { key: string; value: JudgeValue }[] {
  const values =
    valueType.type === 'label' ? valueType.values : valueType.type === 'boolean' ? [true, false] : []
  return values.map((value, index) => {
    const letter = String(value).charAt(0).toLowerCase()
    const isOwn = values.filter((other) => String(other).charAt(0).toLowerCase() === letter).length === 1
    const isFree = /^[a-z]$/.test(letter) && letter !== 's' && letter !== 'q'
    return { key: isOwn && isFree ? letter : String(index + 1), value }
  })
}

/** The value that a typed line means: a key, or a value in full; undefined for neither. */
export function valueOf(valueType: ValueType, line: string): JudgeValue | undefined {
  const typed = line.trim()
  return (
    keysFor(valueType).find(({ key }) => key === typed.toLowerCase())?.value ?? toJudgeValue(valueType, typed)
  )
}

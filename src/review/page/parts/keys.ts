import type { JudgeValue } from '../../../contract/index.ts'

/** What a key does beside giving a value. */
export type Command =
  | 'next'
  | 'previous'
  | 'skip'
  | 'comment'
  | 'undo'
  | 'view'
  | 'search'
  | 'filter'
  | 'blind'
  | 'memory'
  | 'retry'
  | 'help'

/** What the keys of a page do. */
export interface KeyTable {
  values: { keys: string[]; value: JudgeValue }[]
  commands: { keys: string[]; command: Command; what: string }[]
}

const commands: readonly { keys: string[]; command: Command; what: string }[] = [
  { keys: ['j', 'ArrowDown'], command: 'next', what: 'next sample' },
  { keys: ['k', 'ArrowUp'], command: 'previous', what: 'sample before' },
  { keys: ['s', 'n'], command: 'skip', what: 'skip to the next that you have not labelled' },
  { keys: ['c'], command: 'comment', what: 'write a comment (Escape leaves it, and keeps it)' },
  { keys: ['u'], command: 'undo', what: 'undo your last answer' },
  { keys: ['v'], command: 'view', what: 'look at inputs and outputs another way' },
  { keys: ['/'], command: 'search', what: 'search' },
  { keys: ['f'], command: 'filter', what: 'choose what the queue shows' },
  { keys: ['b'], command: 'blind', what: 'blind: hide verdicts and truth' },
  { keys: ['m'], command: 'memory', what: 'to the memory and back' },
  { keys: ['r'], command: 'retry', what: 'send again what was not stored' },
  { keys: ['?'], command: 'help', what: 'these keys' },
]

/**
 * The keys of a judge. A value has the key that the server gave it and its number, 1 to 9; a command whose key is taken
 * by a value has the capital letter instead.
 */
export function keyTable(given: readonly { key: string; value: JudgeValue }[]): KeyTable {
  const taken = new Set(given.map(({ key }) => key))
  return {
    values: given.map(({ key, value }, index) => {
      const number = String(index + 1)
      return { value, keys: index < 9 && !taken.has(number) ? [key, number] : [key] }
    }),
    commands: commands.map(({ keys, ...rest }) => {
      const free = keys.filter((key) => !taken.has(key))
      return { ...rest, keys: free.length > 0 ? free : keys.map((key) => key.toUpperCase()) }
    }),
  }
}

/** A key as it is printed on it. */
export function keyName(key: string): string {
  const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑' }
  return names[key] ?? key
}

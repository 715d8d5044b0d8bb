import type { JudgeValue, ValueType } from '../../contract/index.ts'
import { allowedValues, toJudgeValue } from '../../judge/index.ts'
import { breakLine, type View } from './view.ts'
import { textWidth } from '../../report/index.ts'
import { printable } from '../fit.ts'
import type { Questions, Reply } from '../questions.ts'
import { keysFor, valueOfKey } from '../value-keys.ts'

/** What may be done with a question besides answering it. */
export type Command = 'skip' | 'back' | 'undo' | 'more' | 'instructions' | 'help' | 'quit'

/** What a person wants: to give a value, a command, or to leave; `wrong` is none of them. */
export type Wish =
  | { kind: 'value'; value: JudgeValue }
  | { kind: Command | 'interrupted' | 'end' }
  | { kind: 'wrong'; typed: string }

/** Every command with its key, and what it does in words. */
const commands: readonly { key: string; command: Command; label: string; words: string }[] = [
  { key: 's', command: 'skip', label: 'skip', words: 'to skip' },
  { key: 'b', command: 'back', label: 'back', words: 'to go back one row' },
  { key: 'u', command: 'undo', label: 'undo', words: 'to take your last answer back' },
  { key: 'm', command: 'more', label: 'more', words: 'to read more of the row' },
  { key: 'i', command: 'instructions', label: 'instructions', words: "to read the judge's instructions" },
  { key: '?', command: 'help', label: 'keys', words: 'for all keys' },
  { key: 'q', command: 'quit', label: 'quit', words: 'to quit' },
]

/** What a terminal sends for keys that have no character. */
const otherKeys = new Map<string, Command>([
  ['\u001b[D', 'back'],
  ['\u001b[C', 'skip'],
])

/**
 * Asks for the value of a row, by one key where the values have keys, else by a line. In a judge of texts a command is
 * typed with a colon before it.
 *
 * @param able the commands that make sense now
 */
export async function askForValue(
  questions: Questions,
  valueType: ValueType,
  able: readonly Command[],
  view: View,
): Promise<Wish> {
  const keys = keysFor(valueType)
  const prefix = valueType.type === 'text' ? ':' : ''
  const values = keys.map(({ key, value }) => ({ key, label: String(value), words: `for ${String(value)}` }))
  const typed = keys.length === 0 ? [`type ${allowedValues(valueType)}`] : []
  const others = commands
    .filter(({ command }) => able.includes(command))
    .map(({ key, ...rest }) => ({ ...rest, key: `${prefix}${key}` }))
  const lines = view.isPlain
    ? [inWords(typed, [...values, ...others])]
    : wrapped(
        [...typed, ...[...values, ...others].map(({ key, label }) => `[${key}] ${printable(label)}`)],
        view,
      )
  const mark = view.isPlain ? ' ' : ' > '
  const prompt = `${lines.join('\n')}${mark}`
  if (keys.length === 0) {
    return wishOf(await questions.line(prompt), (text) => {
      const value = toJudgeValue(valueType, text.trim())
      const wish = commandOf(text.trim(), prefix)
      // Any text may be a value, so that commands come first; a label may be the letter of a command.
      const isCommand = wish.kind !== 'wrong' && (prefix !== '' || value === undefined)
      return isCommand || value === undefined ? wish : { kind: 'value', value }
    })
  }
  const reply = await questions.key(prompt)
  return wishOf(reply, (text) => {
    const value = valueOfKey(keys, text)
    return value === undefined ? commandOf(text, prefix) : { kind: 'value', value }
  })
}

/** Asks, after the last row, whether to end: until then its answer can still be taken back. */
export async function askAtEnd(questions: Questions, open: number, { isPlain }: View): Promise<Wish> {
  const left = open === 0 ? 'all have your answer' : `${open} without your answer`
  const prompt = isPlain
    ? `\nThat was the last row, ${left}. Press Enter to end, b to go back one row, u to take your last answer back. `
    : `\n  That was the last row, ${left}.\n  [Enter] end  [b] back  [u] undo > `
  return wishOf(await questions.key(prompt), (text) =>
    /^[\r\nq]?$/.test(text) ? { kind: 'end' } : commandOf(text, ''),
  )
}

/** Asks whether to try to store an answer again, until it is Enter or a way to leave. */
export async function wantsAgain(questions: Questions, { isPlain }: View): Promise<boolean> {
  const prompt = isPlain
    ? 'Press Enter to try again, q to quit without it. '
    : '  [Enter] try again  [q] quit without it > '
  for (;;) {
    const { kind, text } = await questions.key(prompt)
    if (kind !== 'typed' || text.toLowerCase() === 'q') return false
    if (/^[\r\n]?$/.test(text)) return true
  }
}

/** Every command with its key, in a sentence. */
export function commandKeys(): string {
  return `${commands.map(({ key, words }) => `${key} ${words}`).join(', ')}; Ctrl-C quits, too.`
}

/** What the answer to a value may be, in words: of a wrong key, what was expected. */
export function expectedText(valueType: ValueType): string {
  const keys = keysFor(valueType)
  const names = keys.map(({ key, value }) => `${key} (${printable(String(value))})`)
  return keys.length === 0 ? allowedValues(valueType) : `${names.join(', ')} or a key that is listed`
}

function wishOf({ kind, text }: Reply, read: (text: string) => Wish): Wish {
  if (kind === 'interrupted') return { kind }
  return kind === 'closed' ? { kind: 'end' } : read(text)
}

function commandOf(text: string, prefix: string): Wish {
  const other = otherKeys.get(text)
  if (other !== undefined) return { kind: other }
  const found = commands.find(({ key }) => `${prefix}${key}` === text.toLowerCase())
  return found === undefined ? { kind: 'wrong', typed: text } : { kind: found.command }
}

function inWords(typed: readonly string[], keys: readonly { key: string; words: string }[]): string {
  const presses = keys.map(({ key, words }) => `${key === '?' ? 'question mark' : key} ${printable(words)}`)
  const [first = '', ...rest] = typed.length > 0 ? [...typed, ...presses] : presses
  const text = [typed.length > 0 ? `Please ${first}` : `Press ${first}`, ...rest].join(', ')
  return `${text}.`
}

/** The choices on as few lines as they fit, none broken. */
function wrapped(choices: readonly string[], { width }: View): string[] {
  const lines: string[] = []
  let line = ''
  for (const choice of choices) {
    const joined = line === '' ? `  ${choice}` : `${line}  ${choice}`
    // The last line has ` > ` behind it.
    if (textWidth(joined) <= width - 4 || line === '') line = joined
    else {
      lines.push(line)
      line = `  ${choice}`
    }
  }
  return [...lines, line].flatMap((one) => breakLine(one, width - 3))
}

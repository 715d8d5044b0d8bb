import type { Command, CommanderError } from 'commander'
import { nearestName, VitestJudgeError } from '../contract/index.ts'

/** What commander refuses, as an error of ours, whose hint is the help of the command that was called. */
export function usageError(
  { code, message }: CommanderError,
  root: Command,
  argv: readonly string[],
): VitestJudgeError {
  const { names, command, next } = calledCommand(root, argv)
  const isNoPart =
    names.length > 0 &&
    command.commands.length > 0 &&
    (code === 'commander.excessArguments' || code === 'commander.unknownCommand')
  return new VitestJudgeError('invalid-usage', {
    message: isNoPart ? noPart([...names, next].join(' '), command) : inOurWords(message),
    hint:
      names.length === 0
        ? 'npx vitest-judge --help lists the commands; evaluations run with npx vitest run evals.'
        : `npx vitest-judge ${names.join(' ')} --help says what it takes.`,
  })
}

/** The command that the words call, its names, and the word behind them. */
function calledCommand(root: Command, argv: readonly string[]) {
  const names: string[] = []
  let command = root
  for (const word of argv) {
    const part = command.commands.find((one) => one.name() === word)
    if (part === undefined) return { names, command, next: word }
    names.push(word)
    command = part
  }
  return { names, command, next: '' }
}

function noPart(called: string, { commands }: Command): string {
  const names = commands.map((part) => part.name())
  const near = nearestName(called.split(' ').at(-1) ?? '', names)
  const expected = near === undefined ? `; expected one of ${names.join(', ')}.` : `. Did you mean ${near}?`
  return `Unknown command '${called}'${expected}`
}

function inOurWords(message: string): string {
  const line = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\)$/, '. Did you mean $1')
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.?]$/.test(line) ? '' : '.'}`
}

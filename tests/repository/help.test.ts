import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { examplesOf, helpOf, silentProgram } from '../../scripts/reference/commands.ts'
import { faultOf } from './command-checks.ts'
import { shellCommands } from './shell-lines.ts'

/** A command and all below it, with their whole names. */
function commandsBelow(command: Command, parent = ''): (readonly [name: string, command: Command])[] {
  const name = `${parent} ${command.name()}`.trim()
  return [[name, command], ...command.commands.flatMap((part) => commandsBelow(part, name))]
}

const all = commandsBelow(silentProgram())

test('the commands are listed in the order of the work, one line each', () => {
  const [, lists = ''] = /--help[^\n]*\n\n([^]*?)\n\nExamples:/.exec(helpOf(silentProgram())) ?? []
  const names = [...lists.matchAll(/^ {2}(\w+) +\S/gm)].map(([, name]) => name)
  expect(names).toEqual(
    silentProgram()
      .commands.map((command) => command.name())
      .concat('help'),
  )
  expect(names.slice(0, 5)).toEqual(['init', 'feedback', 'review', 'align', 'report'])
  // Neither headings nor names, a line would be the rest of one above it.
  expect(lists.split('\n').filter((line) => /^ {3}/.test(line))).toEqual([])
})

describe.for(all)('the help of %s', ([name, command]) => {
  test('has lines of at most 80 columns', () => {
    expect(
      helpOf(command)
        .split('\n')
        .filter((line) => line.length > 80 || line !== line.trimEnd()),
    ).toEqual([])
  })

  test('says what each flag and argument is', () => {
    const told = [...command.options, ...command.registeredArguments].map(({ description }) => description)
    expect(told.filter((text) => text.trim().length < 8)).toEqual([])
  })

  test('has examples that the program takes, one of them of this very command', async () => {
    const commands = shellCommands(examplesOf(command))
    const lines = commands.map(({ words }) => words.join(' '))
    expect(lines.some((line) => `${line} `.startsWith(`npx ${name} `))).toBe(true)
    const faults = await Promise.all(commands.map((line) => faultOf(line, '.')))
    expect(faults).toEqual(commands.map(() => undefined))
  })
})

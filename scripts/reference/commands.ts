import { PassThrough } from 'node:stream'
import type { Argument, Command, Option } from 'commander'
import { commandProgram } from '../../src/cli/program.ts'
import { table } from './table.ts'

/** The real commands, which work nowhere and print nothing: to be read, or to be given something to parse. */
export function silentProgram(): Command {
  const output = new PassThrough()
  const context = {
    root: '.',
    input: new PassThrough(),
    output,
    clock: () => 0,
    environment: {},
    width: 80,
    color: false,
    exit: () => {},
  }
  return commandProgram(context, output)
}

/** A section for each command: what it does, how it is called, its arguments and flags, its commands in turn. */
export function commandSections(): string[] {
  const program = silentProgram()
  return [
    '### `vitest-judge`',
    sentence(program.description()),
    flagTable(program),
    exampleBlock(program),
    ...program.commands.flatMap((command) => sectionsOf(command, 'vitest-judge')),
  ]
}

/** The examples at the end of a command's help, as a shell takes them; empty where it has none. */
export function examplesOf(command: Command): string {
  const [, text = ''] = helpOf(command).split('\nExamples:\n')
  return text.trim().replaceAll(/^ +/gm, '')
}

/** What `--help` prints. */
export function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

function exampleBlock(command: Command): string {
  return ['```sh', examplesOf(command), '```'].join('\n')
}

function sectionsOf(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`
  return [
    `### \`${name}\``,
    sentence(described(name, command.description())),
    `\`npx ${name}${command.usage() === '' ? '' : ` ${command.usage()}`}\``,
    ...argumentTable(name, command.registeredArguments),
    ...(command.options.length === 0 ? [] : [flagTable(command, name)]),
    exampleBlock(command),
    ...command.commands.flatMap((inner) => sectionsOf(inner, name)),
  ]
}

function argumentTable(command: string, all: readonly Argument[]): string[] {
  if (all.length === 0) return []
  const rows = all.map((argument) => {
    const text = described(`${command} <${argument.name()}>`, argument.description)
    return [`\`${argument.name()}${argument.variadic ? '...' : ''}\``, withChoices(text, argument)]
  })
  return [table(['argument', 'what'], rows)]
}

function flagTable(command: Command, name = command.name()): string {
  const rows = command.options.map((option) => [
    `\`${option.flags}\``,
    withChoices(described(`${name} ${option.flags}`, option.description), option),
  ])
  return table(['flag', 'what'], rows)
}

/** The text with the choices there are and the default, as `--help` prints them. */
function withChoices(text: string, { argChoices, defaultValue }: Argument | Option): string {
  const facts = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...(defaultValue === undefined || defaultValue === true || isEmptyList(defaultValue)
      ? []
      : [`default \`${String(defaultValue)}\``]),
  ]
  return [text, ...facts].join('; ')
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function described(what: string, text: string): string {
  if (text.trim() === '') throw new Error(`${what} has no description; write one where it is declared.`)
  return text
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(whole) ? whole : `${whole}.`
}

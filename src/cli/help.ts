import type { Command } from 'commander'
import type { CommandContext } from './context.ts'
import { fit } from './fit.ts'

/** What lines do, and the lines as they are typed. */
type Example = readonly [what: string, ...lines: string[]]

/** No help is wider, and none of its columns is narrower before texts are broken. */
const [mostColumns, fewestColumns] = [80, 20]

/** The end of a command's help: lines to type, each below a comment that says what it does. */
export function examples({ width }: Pick<CommandContext, 'width'>, ...list: readonly Example[]): string {
  const lines = list.flatMap(([what, ...commands]) => [
    ...fit(what, Math.min(width, mostColumns) - 4).map((part) => `  # ${part}`),
    ...commands.map((command) => `  ${command}`),
  ])
  return ['', 'Examples:', ...lines].join('\n')
}

/** Has the help of a command and of its parts fit the width, and list commands by name. */
export function layOutHelp(command: Command, context: Pick<CommandContext, 'width'>): void {
  const width = Math.min(context.width, mostColumns)
  command
    .configureOutput({ getOutHelpWidth: () => width, getErrHelpWidth: () => width })
    .configureHelp({
      minWidthToWrap: fewestColumns,
      subcommandTerm: (part) => [part.name(), ...argumentsOf(part)].join(' '),
    })
    .helpOption('-h, --help', 'print this help')
  for (const part of command.commands) layOutHelp(part.helpCommand(false), context)
}

/** Of a part of a command, what it is given; a command has its own help for that. */
function argumentsOf({ parent, registeredArguments }: Command): string[] {
  if (parent?.parent === null) return []
  return registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`))
}

import chalk from 'chalk'

/** The terminal's width in columns; 100 where there is no terminal, unless COLUMNS says otherwise. */
export function outputWidth(): number {
  return process.stdout.columns ?? (Number(process.env['COLUMNS']) || 100)
}

/** True when colour is wanted: a terminal that has it, or FORCE_COLOR; never with NO_COLOR. */
export function outputColor(): boolean {
  return chalk.level > 0 && !process.env['NO_COLOR']
}

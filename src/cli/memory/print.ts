import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'

const nameWidth = 11

/** Prints a text, broken into lines, each with so many spaces before it. */
export function print(context: CommandContext, text: string, indent = 0): void {
  for (const line of fit(text, context.width - indent)) say(context, ' '.repeat(indent) + line)
}

/** Prints a name and, in a column beside it, what there is to say of it. */
export function printFact(context: CommandContext, name: string, text: string): void {
  for (const [index, line] of fit(text, context.width - nameWidth - 3).entries()) {
    say(context, `  ${(index === 0 ? name : '').padEnd(nameWidth)} ${line}`)
  }
}

/** The day of a time in ISO 8601, and with `'minute'` the minute, in UTC. */
export function day(time: string, until: 'day' | 'minute' = 'day'): string {
  return until === 'day' ? time.slice(0, 10) : time.slice(0, 16).replace('T', ' ')
}

/** At most so many of a list, and how many more there are. */
export function some(items: readonly string[], most = 5): string {
  const more = items.length - most
  return more > 0 ? `${items.slice(0, most).join(', ')} and ${more} more` : items.join(', ')
}

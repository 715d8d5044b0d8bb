import { Chalk } from 'chalk'

/** Gives a text its colour, or leaves it as it is. Styles are put on whole words after all measuring. */
export type Style = (text: string) => string

/** The few styles of a report. */
export interface Palette {
  heading: Style
  strong: Style
  quiet: Style
  good: Style
  bad: Style
  doubtful: Style
  command: Style
  plain: Style
}

/** How a piece of a report is meant: the styles that stand for no place in it. */
export type Tone = Exclude<keyof Palette, 'heading' | 'command'>

/** The styles with colour (the 16 basic ones) or without any. */
export function paletteOf(color: boolean): Palette {
  const chalk = new Chalk({ level: color ? 1 : 0 })
  return {
    heading: chalk.bold,
    strong: chalk.bold,
    quiet: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    doubtful: chalk.yellow,
    command: chalk.cyan,
    plain: (text) => text,
  }
}

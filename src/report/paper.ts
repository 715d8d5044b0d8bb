import { stripVTControlCharacters } from 'node:util'
import { oneLine, textWidth, wrap } from './fit-text.ts'
import { type Palette, paletteOf, type Style } from './palette.ts'

/** What parts of a report are written on: how wide it is, and with which styles. */
export interface Paper {
  /** In terminal columns. */
  width: number
  palette: Palette
}

/** A sheet so many columns wide; below 30 columns nothing readable fits, so that is the least. */
export function paperOf(width: number, color: boolean): Paper {
  return { width: Math.max(30, Math.floor(width)), palette: paletteOf(color) }
}

/** A text as indented lines that fit the paper: the first after `mark`, the others under the first's text. */
export function paragraph(
  paper: Paper,
  text: string,
  options: { mark?: string; style?: Style } = {},
): string[] {
  const { mark = '  ', style = paper.palette.plain } = options
  const indent = ' '.repeat(textWidth(stripVTControlCharacters(mark)))
  return wrap(oneLine(text), paper.width - indent.length).map(
    (line, index) => (index === 0 ? mark : indent) + style(line),
  )
}

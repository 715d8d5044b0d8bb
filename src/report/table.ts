import type { Tone } from './palette.ts'

/** One column of figures, right of the row's name. */
export interface Column {
  heading: string
  /** The heading broken in two where room is short; by default it stands whole in the second line. */
  broken?: readonly [string, string]
  align: 'left' | 'right'
  /** Stands close to the column before it. */
  close?: boolean
  /** Left out where room is short. */
  optional?: boolean
}

/** One figure of a table row and how it is painted. */
export interface Cell {
  text: string
  tone: Tone
}

/** One row: a name, and either a figure per column or one sentence in their place. */
export interface TableRow {
  name: string
  tone: Tone
  content: readonly Cell[] | string
}

/** A table of figures, as data: text and Markdown lay it out each in its own way. */
export interface Table {
  /** Heading of the names. */
  title: string
  columns: readonly Column[]
  rows: readonly TableRow[]
}

/** A figure; plain by default. */
export function cell(text: string, tone: Tone = 'plain'): Cell {
  return { text, tone }
}

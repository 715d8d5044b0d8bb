import type { Tone } from './palette.ts'
import { type Paper, paragraph } from './paper.ts'

/** One thing to say, in words alone: text and Markdown lay it out each in its own way. */
export interface Remark {
  /** A clause or a sentence. */
  text: string
  tone: Tone
}

/** Remarks as indented lines; `mark` begins each, two spaces by default. */
export function remarkLines(paper: Paper, remarks: readonly Remark[], mark = '  '): string[] {
  return remarks.flatMap(({ text, tone }) => paragraph(paper, text, { mark, style: paper.palette[tone] }))
}

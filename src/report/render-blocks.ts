import { type Paper, paragraph } from './paper.ts'

/** Blocks of lines as one text, a blank line between them; empty blocks are left out. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

/** What the numbers mean, a sentence each; nothing without sentences. */
export function renderGlossary(paper: Paper, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return []
  return [
    paper.palette.heading(glossaryTitle),
    ...sentences.flatMap((sentence) => paragraph(paper, sentence, { mark: '  · ' })),
  ]
}

/** The heading above explanations. */
export const glossaryTitle = 'What the numbers mean'

import type { Run } from '../contract/index.ts'
import { type GateLine, summariseSuite } from '../agreement/index.ts'
import { paperOf, paragraph } from './paper.ts'
import { renderGates } from './render-gates.ts'
import { renderNotes } from './render-notes.ts'
import { renderSuite } from './render-suite.ts'

/** How a run is shown. */
export interface RenderOptions {
  /** In terminal columns; below 30 it is taken for 30. */
  width: number
  /** The 16 basic terminal colours, or none at all. */
  color: boolean
  /** As `evaluateRunGates` gives them. */
  gates: readonly GateLine[]
  /** The commands to go on with, one per line; may be empty. */
  nextCommand: readonly string[]
}

/**
 * A run as text: each suite with its judges' agreement on held-out rows, the worst mismatches, then the gates,
 * the notes and the next command. No line is wider than `width`; no newline at the end.
 */
export function renderRun(run: Run, { width, color, gates, nextCommand }: RenderOptions): string {
  const paper = paperOf(width, color)
  const summaries = run.suites.map(summariseSuite)
  const { command, heading } = paper.palette
  const next = nextCommand.flatMap((line) => paragraph(paper, line, { mark: '  → ', style: command }))
  const blocks = [
    ...summaries.map((summary) => renderSuite(paper, summary)),
    summaries.length === 0 ? ['No suite was run.'] : [],
    renderGates(paper, gates, run.suites.length),
    renderNotes(paper, run, summaries),
    next.length === 0 ? [] : [heading('Next'), ...next],
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')
}

import type { Run } from '../contract/index.ts'
import { type GateLine, summariseCalls, summariseSuite } from '../agreement/index.ts'
import { auditSummaries, shownSuites } from './audit-summaries.ts'
import { runNotes } from './describe-notes.ts'
import {
  briefObservations,
  explainObservations,
  observationRemarks,
  observationsTitle,
} from './describe-observations.ts'
import { explainAudits } from './explain-audits.ts'
import { explainRun } from './explain-run.ts'
import { paperOf, paragraph } from './paper.ts'
import type { PrintOptions } from './print-options.ts'
import { remarkLines } from './remark.ts'
import { renderAudit } from './render-audit.ts'
import { joinBlocks, renderGlossary } from './render-blocks.ts'
import { renderGates } from './render-gates.ts'
import { renderSuite } from './render-suite.ts'

/** How a run is shown. */
export interface RenderOptions extends PrintOptions {
  /** As `evaluateRunGates` gives them. */
  gates: readonly GateLine[]
  /** What `evaluateRunGates` notes of how many decisions were made; default nothing. */
  gateNote?: string
  /** The commands to go on with, one per line; may be empty. */
  nextCommand: readonly string[]
  /** Fields by which rows are sliced besides tags: dotted paths such as `inputs.language`; default none. */
  sliceBy?: readonly string[]
}

/**
 * A run as text: each suite with its judges' agreement on held-out rows, the worst mismatches, then audits, the gates,
 * the notes and the next command. No line is wider than `width`; no newline at the end.
 */
export function renderRun(run: Run, options: RenderOptions): string {
  const { width, color, gates, gateNote, nextCommand, explain = false, sliceBy = [] } = options
  const paper = paperOf(width, color)
  const { command, heading } = paper.palette
  const suites = shownSuites(run).map((suite) => ({
    suite,
    summary: summariseSuite(suite),
    calls: summariseCalls(suite, run.prices),
  }))
  const audits = auditSummaries(run)
  const observed = observationRemarks(run)
  const observations = explain ? observed : briefObservations(observed)
  const summaries = suites.map(({ summary }) => summary)
  const calls = suites.map((suite) => suite.calls)
  const notes = remarkLines(paper, runNotes(run, summaries, calls), '  · ')
  const next = nextCommand.flatMap((line) => paragraph(paper, line, { mark: '  → ', style: command }))
  return joinBlocks([
    ...suites.map(({ suite, ...measured }) => renderSuite(paper, suite, measured, sliceBy)),
    observed.length === 0 ? [] : [heading(observationsTitle), ...remarkLines(paper, observations, '  · ')],
    ...audits.map((audit) => renderAudit(paper, audit)),
    suites.length + audits.length === 0 ? ['No suite was run.'] : [],
    renderGates(paper, gates, { suites: suites.length + audits.length, note: gateNote }),
    notes.length === 0 ? [] : [heading('Notes'), ...notes],
    explain
      ? renderGlossary(paper, [
          ...explainRun(summaries, { calls, gates, gateNote, sliceBy }),
          ...explainObservations(observed),
          ...explainAudits(audits),
        ])
      : [],
    next.length === 0 ? [] : [heading('Next'), ...next],
  ])
}

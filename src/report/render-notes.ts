import type { Run } from '../contract/index.ts'
import type { SuiteSummary } from '../agreement/index.ts'
import { count } from './format.ts'
import { type Paper, paragraph } from './paper.ts'

const listed = 5

/** What a reader must know besides the figures: offline, partial, stale memories, disputes, missing outputs. */
export function renderNotes(paper: Paper, run: Run, summaries: readonly SuiteSummary[]): string[] {
  const { heading, doubtful, plain } = paper.palette
  const warnings = [
    ...(run.offline ? ['Verdicts come from the offline stand-in, which is no language model.'] : []),
    ...(run.complete ? [] : [partialNote(run)]),
  ]
  const notes = summaries.flatMap((summary) => {
    const where = summaries.length > 1 ? `${summary.name}: ` : ''
    return [...staleNotes(summary), ...disputeNotes(summary), ...outputNotes(summary)].map(
      (note) => where + note,
    )
  })
  if (warnings.length + notes.length === 0) return []
  const render = (style: typeof plain) => (note: string) => paragraph(paper, note, { mark: '  · ', style })
  return [heading('Notes'), ...warnings.flatMap(render(doubtful)), ...notes.flatMap(render(plain))]
}

function partialNote({ partial }: Run): string {
  return partial.length === 0 ? 'Partial run, not gated.' : `Partial run, not gated: ${partial.join('; ')}.`
}

function staleNotes({ judges }: SuiteSummary): string[] {
  return judges.flatMap(({ id, judge: { stale = [] } }) =>
    stale.length === 0 ? [] : [`${id} uses a stale memory, made before these changed: ${stale.join(', ')}.`],
  )
}

function disputeNotes({ disputedTruths }: SuiteSummary): string[] {
  if (disputedTruths === 0) return []
  return [`${count(disputedTruths, 'truth')} disputed: a person and the suite's truth() differ.`]
}

function outputNotes({ noOutputs }: SuiteSummary): string[] {
  if (noOutputs.length === 0) return []
  const rows = noOutputs.slice(0, listed).map(({ id, error }) => `${id} (${error})`)
  const more = noOutputs.length > listed ? [`and ${noOutputs.length - listed} more`] : []
  return [`${count(noOutputs.length, 'row')} with no outputs: ${[...rows, ...more].join(', ')}.`]
}

import type { Feedback, FeedbackSource } from '../contract/index.ts'
import { standingFeedback, type NewFeedback } from './log.ts'

/** Whose feedback on which sample. */
export interface SpokenOf {
  sampleId: string
  source: FeedbackSource
}

/**
 * The line that takes back what a source said last of a sample, so that what it had said before stands again: said
 * anew, or, where it had said nothing, a retraction. It supersedes the line it takes back, by which the next undo goes
 * one further back. Undefined where nothing stands.
 */
export function takeBack(
  lines: readonly Feedback[],
  { sampleId, source }: SpokenOf,
  time: string,
): NewFeedback | undefined {
  const own = linesOf(lines, { sampleId, source })
  const said = saidBefore(own)
  const last = said.pop()
  if (last === undefined || !standingFeedback(lines).some(({ id }) => id === last.id)) return undefined
  const moved = { time: timeAfter(own, time), supersedes: last.id }
  const former = said.at(-1)
  if (former !== undefined) {
    const { id: _, ...again } = former
    return { ...again, ...moved }
  }
  const { rowId, judge, value } = last
  return { sampleId, rowId, judge, value, source, retracted: true, ...moved }
}

/** All lines of a source on a sample, in the order of the log. */
export function linesOf(lines: readonly Feedback[], { sampleId, source }: SpokenOf): Feedback[] {
  return lines.filter(
    (line) =>
      line.sampleId === sampleId && line.source.type === source.type && line.source.name === source.name,
  )
}

/**
 * The time for a new line of a source on a sample: the given one, or a millisecond after the latest of its lines where
 * that is not earlier, as after a clock was set back: what is said last is to stand.
 */
export function timeAfter(own: readonly Feedback[], time: string): string {
  const latest = Math.max(...own.map((line) => Date.parse(line.time)))
  return Date.parse(time) > latest ? time : new Date(latest + 1).toISOString()
}

/** What one source has said of a sample and not taken back, the last at the end. */
function saidBefore(own: readonly Feedback[]): Feedback[] {
  const said: Feedback[] = []
  for (const line of own.toSorted((left, right) => Date.parse(left.time) - Date.parse(right.time))) {
    const [former, last] = [said.at(-2), said.at(-1)]
    const takesBack = line.supersedes !== undefined && line.supersedes === last?.id
    if (line.retracted === true) {
      if (takesBack) said.pop()
      else said.length = 0
    } else if (takesBack && former?.value === line.value && former.rationale === line.rationale) {
      said.splice(-2, 2, line)
    } else said.push(line)
  }
  return said
}

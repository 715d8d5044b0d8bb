import type { Feedback, FeedbackSource, JudgeValue, PickedBy } from '../contract/index.ts'
import { standingFeedback } from './log.ts'

/** What all feedback on one sample comes to. */
export interface ResolvedFeedback {
  sampleId: string
  rowId: string
  value: JudgeValue
  /** The rationales of those who gave the value, in order of time, each once. */
  rationale: string
  sources: FeedbackSource[]
  /** Standing lines of people who gave another value. */
  overruled: Feedback[]
  /**
   * How the sample was picked, as the latest of those who gave the value and said so has it; `'verdict'`, without a
   * weight, where any of them was asked because of a verdict and has no weight.
   */
  pickedBy?: PickedBy
  weight?: number
}

/**
 * Resolves feedback per sample as MLflow does: most votes win, a tie goes to the value given last. People
 * decide; a program's line counts where no person has spoken; an LLM judge's line never does.
 */
export function resolveFeedback(lines: readonly Feedback[]): Map<string, ResolvedFeedback> {
  const bySample = Map.groupBy(standingFeedback(lines), ({ sampleId }) => sampleId)
  const resolved = new Map<string, ResolvedFeedback>()
  for (const [sampleId, given] of bySample) {
    const people = given.filter(({ source }) => source.type === 'HUMAN')
    const votes = people.length > 0 ? people : given.filter(({ source }) => source.type === 'CODE')
    if (votes.length > 0) resolved.set(sampleId, resolveVotes(sampleId, votes))
  }
  return resolved
}

function resolveVotes(sampleId: string, votes: readonly Feedback[]): ResolvedFeedback {
  const inTime = votes.toSorted((left, right) =>
    left.time < right.time ? -1 : left.time > right.time ? 1 : 0,
  )
  const groups = [
    ...Map.groupBy(inTime, ({ value }) => `${typeof value} ${String(value).toLowerCase()}`).values(),
  ]
  const newest = (group: Feedback[]) => inTime.indexOf(group.at(-1) as Feedback)
  const winners = groups.reduce((best, group) =>
    group.length > best.length || (group.length === best.length && newest(group) > newest(best))
      ? group
      : best,
  )
  const latest = winners.at(-1) as Feedback
  const rationales = winners
    .map(({ rationale }) => rationale?.trim() ?? '')
    .filter((rationale) => rationale !== '')
  return {
    sampleId,
    rowId: latest.rowId,
    value: latest.value,
    rationale: [...new Set(rationales)].join('\n'),
    sources: winners.map(({ source }) => source),
    overruled: inTime.filter((line) => !winners.includes(line)),
    ...pickingOf(winners),
  }
}

function pickingOf(winners: readonly Feedback[]): Pick<ResolvedFeedback, 'pickedBy' | 'weight'> {
  if (winners.some(({ pickedBy, weight }) => pickedBy === 'verdict' && weight === undefined)) {
    return { pickedBy: 'verdict' }
  }
  const { pickedBy, weight } =
    winners.findLast((line) => line.pickedBy !== undefined || line.weight !== undefined) ?? {}
  return { ...(pickedBy !== undefined && { pickedBy }), ...(weight !== undefined && { weight }) }
}

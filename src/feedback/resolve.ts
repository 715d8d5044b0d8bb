import {
  type Feedback,
  type FeedbackSource,
  isChosen,
  type JudgeValue,
  type PickedBy,
} from '../contract/index.ts'
import { standingFeedback } from './log.ts'

/** What all feedback on one sample comes to. */
export interface ResolvedFeedback {
  sampleId: string
  rowId: string
  value: JudgeValue
  /** The rationales of those who gave the value, in order of time, each once. */
  rationale: string
  sources: FeedbackSource[]
  /** Standing lines of those who had a vote and gave another value, in order of time. */
  overruled: Feedback[]
  /**
   * How the sample was picked: where anybody labelled it because it was drawn to measure, so, with the draw's weight; else
   * as the latest of those who gave the value and said so has it; `'verdict'` or `'hard'`, without a weight, where any of them
   * was asked for that and has no weight.
   */
  pickedBy?: PickedBy
  weight?: number
}

/** A value as a judge may give it, in the judge's own type and spelling; undefined for any other. */
export type ToValue = (value: JudgeValue) => JudgeValue | undefined

/** Feedback as it is resolved. */
export interface Resolution {
  /** By sample id, in order of each sample's first standing line. */
  resolved: Map<string, ResolvedFeedback>
  /** Standing lines whose value the judge cannot give: they have no vote. */
  unusable: Feedback[]
}

/**
 * Resolves feedback per sample as MLflow's MemAlign does (`trace_to_dspy_example`): most votes win, a tie goes to the
 * value given last; what another line supersedes has no vote. People decide; a program's line counts where no person
 * has spoken; an LLM judge's line never does. Spellings that differ in case are one value.
 *
 * With `toValue`, values are first read as the judge's own: for a judge of numbers `4`, `"4"` and `"4.0"` are the one
 * number 4. Numbers are voted on as labels are: their median may be a value that nobody gave and no rationale speaks
 * for.
 */
export function resolveFeedback(
  lines: readonly Feedback[],
  toValue: ToValue = (value) => value,
): Map<string, ResolvedFeedback> {
  return resolveUsable(lines, toValue).resolved
}

/** As `resolveFeedback`, and says which lines could not be used. */
export function resolveUsable(lines: readonly Feedback[], toValue: ToValue): Resolution {
  const resolved = new Map<string, ResolvedFeedback>()
  const unusable: Feedback[] = []
  for (const [sampleId, given] of Map.groupBy(standingFeedback(lines), (line) => line.sampleId)) {
    const votes = given.flatMap((line) => {
      if (line.source.type === 'LLM_JUDGE') return []
      const value = toValue(line.value)
      if (value === undefined) unusable.push(line)
      return value === undefined ? [] : [{ line, value }]
    })
    const people = votes.filter(({ line }) => line.source.type === 'HUMAN')
    const counted = people.length > 0 ? people : votes
    if (counted.length > 0) resolved.set(sampleId, resolveVotes(sampleId, counted))
  }
  return { resolved, unusable }
}

interface Vote {
  line: Feedback
  value: JudgeValue
}

/** Of votes in order of time. */
function resolveVotes(sampleId: string, votes: readonly Vote[]): ResolvedFeedback {
  const groups = [
    ...Map.groupBy(votes, ({ value }) => `${typeof value} ${String(value).toLowerCase()}`).values(),
  ]
  const newest = (group: readonly Vote[]) => votes.indexOf(group.at(-1) as Vote)
  const winners = groups.reduce((best, group) =>
    group.length > best.length || (group.length === best.length && newest(group) > newest(best))
      ? group
      : best,
  )
  const latest = winners.at(-1) as Vote
  const rationales = winners
    .map(({ line }) => line.rationale?.trim() ?? '')
    .filter((rationale) => rationale !== '')
  return {
    sampleId,
    rowId: latest.line.rowId,
    value: latest.value,
    rationale: [...new Set(rationales)].join('\n'),
    sources: winners.map(({ line }) => line.source),
    overruled: votes.filter((vote) => !winners.includes(vote)).map(({ line }) => line),
    ...pickingOf(
      winners.map(({ line }) => line),
      votes.findLast(({ line }) => line.draw !== undefined && line.weight !== undefined)?.line,
    ),
  }
}

/** Who else was asked about a sample, and why, does not change the chance with which it was drawn. */
function pickingOf(
  winners: readonly Feedback[],
  drawn: Feedback | undefined,
): Pick<ResolvedFeedback, 'pickedBy' | 'weight'> {
  const chosen = winners.find(({ pickedBy, weight }) => isChosen(pickedBy) && weight === undefined)
  if (drawn === undefined && chosen?.pickedBy !== undefined) return { pickedBy: chosen.pickedBy }
  const { pickedBy, weight } =
    drawn ?? winners.findLast((line) => line.pickedBy !== undefined || line.weight !== undefined) ?? {}
  return { ...(pickedBy !== undefined && { pickedBy }), ...(weight !== undefined && { weight }) }
}

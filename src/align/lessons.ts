import type { Episode, Feedback, RunRow } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { resolveFeedback, type ResolvedFeedback } from '../feedback/index.ts'
import { episodeText, textHash } from '../memory/index.ts'

/** What feedback has to teach, held against what a memory holds already. */
export interface Lessons {
  /** Episodes that the memory does not have. */
  added: Episode[]
  /** Episodes whose value, rationale, source or sample changed. */
  changed: Episode[]
  /** Episodes of the memory whose feedback was taken back, or whose row is held out now. */
  retracted: Episode[]
  /** Episodes of the memory that stay as they are. */
  kept: Episode[]
  /** Feedback on samples that are not among the align rows: held-out, or the answer has changed since. */
  unmatched: number
  /** Standing feedback of people whom others overruled. */
  overruled: Feedback[]
}

/**
 * Holds resolved feedback against a memory. Only `align` rows teach; what was taught before stays, also when
 * its row is not in this run, until its feedback is superseded or retracted, or its row is held out.
 */
export function findLessons(
  rows: readonly RunRow[],
  feedback: readonly Feedback[],
  episodes: readonly Episode[],
  showsExpectations: boolean,
): Lessons {
  const resolved = resolveFeedback(feedback)
  const known = new Map(episodes.map((episode) => [episode.sampleId, episode]))
  const heldOut = new Set(rows.filter(({ split }) => split === 'heldout').map(({ sampleId }) => sampleId))
  const rowOf = new Map(rows.filter(({ split }) => split === 'align').map((row) => [row.sampleId, row]))
  const lessons: Lessons = { added: [], changed: [], retracted: [], kept: [], unmatched: 0, overruled: [] }
  for (const given of resolved.values()) {
    const before = known.get(given.sampleId)
    const row = rowOf.get(given.sampleId)
    if (row === undefined && (before === undefined || heldOut.has(given.sampleId))) {
      lessons.unmatched++
      continue
    }
    lessons.overruled.push(...given.overruled)
    const episode =
      row === undefined ? retaught(before as Episode, given) : toEpisode(row, given, showsExpectations)
    if (before === undefined) lessons.added.push(episode)
    else if (before.fingerprint === episode.fingerprint) lessons.kept.push(before)
    else lessons.changed.push(episode)
  }
  const everGiven = new Set(feedback.map(({ sampleId }) => sampleId))
  for (const episode of episodes) {
    const isHeldOut = heldOut.has(episode.sampleId) && !rowOf.has(episode.sampleId)
    if (resolved.has(episode.sampleId) && !isHeldOut) continue
    if (isHeldOut || everGiven.has(episode.sampleId)) lessons.retracted.push(episode)
    else lessons.kept.push(episode)
  }
  return lessons
}

function toEpisode(row: RunRow, given: ResolvedFeedback, showsExpectations: boolean): Episode {
  const { id: rowId, group, inputs, outputs = null, expectations } = row
  const { sampleId, value, rationale, sources } = given
  const facts = { sampleId, value, rationale, sources }
  return {
    sampleId,
    rowId,
    ...(group !== undefined && { group }),
    inputs,
    outputs,
    ...(showsExpectations && expectations !== undefined && { expectations }),
    value,
    rationale,
    sources,
    fingerprint: contentHash(facts),
    vector: textHash(episodeText({ inputs, outputs })),
  }
}

function retaught(before: Episode, { sampleId, value, rationale, sources }: ResolvedFeedback): Episode {
  return {
    ...before,
    value,
    rationale,
    sources,
    fingerprint: contentHash({ sampleId, value, rationale, sources }),
  }
}

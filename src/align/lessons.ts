import type { Episode, Feedback, RunRow } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { resolveFeedback, type ResolvedFeedback } from '../feedback/index.ts'
import { alikeFinder, episodeText, textHash } from '../memory/index.ts'

/** What feedback has to teach, held against what a memory holds already. */
export interface Lessons {
  /** Episodes that the memory does not have. */
  added: Episode[]
  /** Episodes whose value, rationale, source or sample changed. */
  changed: Episode[]
  /**
   * Episodes of the memory whose feedback was taken back, or that share row or group with a row that is held out now,
   * or say the same or nearly.
   */
  retracted: Episode[]
  /** Sample ids of those among the retracted that know a held-out row: a guideline may hold what they said. */
  heldOut: string[]
  /** Episodes of the memory that stay as they are. */
  kept: Episode[]
  /** Feedback on samples that are not among the align rows: held-out, or the answer has changed since. */
  unmatched: number
  /**
   * Ids of the align rows that teach nothing, whatever feedback they have, because a held-out row says the same or
   * nearly the same: what they taught, a guideline would say to that row, too.
   */
  alike: string[]
  /** Standing feedback of people whom others overruled. */
  overruled: Feedback[]
}

/**
 * Holds resolved feedback against a memory. Only `align` rows teach, and of them none whose inputs and outputs
 * equal those of a held-out row or are near-duplicates of them (see `alikeFinder`). What was taught before stays,
 * also when its row is not in this run, until its feedback is superseded or retracted, or a row of the same id,
 * group or content, or nearly, is held out.
 */
export function findLessons(
  rows: readonly RunRow[],
  feedback: readonly Feedback[],
  episodes: readonly Episode[],
  showsExpectations: boolean,
): Lessons {
  const resolved = resolveFeedback(feedback)
  const known = new Map(episodes.map((episode) => [episode.sampleId, episode]))
  const isHeldOut = heldOutTest(rows)
  const rowOf = new Map(rows.filter(({ split }) => split === 'align').map((row) => [row.sampleId, row]))
  const lessons: Lessons = {
    added: [],
    changed: [],
    retracted: [],
    heldOut: [],
    kept: [],
    unmatched: 0,
    alike: [],
    overruled: [],
  }
  const alike = new Set<string>()
  for (const given of resolved.values()) {
    const before = known.get(given.sampleId)
    const row = rowOf.get(given.sampleId)
    const episode = row ? toEpisode(row, given, showsExpectations) : before && retaught(before, given)
    if (episode === undefined || isHeldOut(episode)) {
      if (row === undefined) lessons.unmatched++
      else alike.add(row.id)
      continue
    }
    lessons.overruled.push(...given.overruled)
    if (before === undefined) lessons.added.push(episode)
    else if (before.fingerprint === episode.fingerprint) lessons.kept.push(before)
    else lessons.changed.push(episode)
  }
  const everGiven = new Set(feedback.map(({ sampleId }) => sampleId))
  for (const episode of episodes) {
    const heldOut = isHeldOut(episode)
    if (resolved.has(episode.sampleId) && !heldOut) continue
    if (heldOut) lessons.heldOut.push(episode.sampleId)
    if (heldOut || everGiven.has(episode.sampleId)) lessons.retracted.push(episode)
    else lessons.kept.push(episode)
  }
  return { ...lessons, alike: [...alike].toSorted() }
}

/** Tells whether an episode knows a held-out row: by its id, its group, its content or most of its words. */
function heldOutTest(rows: readonly RunRow[]): (episode: Episode) => boolean {
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  const ids = new Set(heldOut.map(({ id }) => id))
  const groups = new Set(heldOut.flatMap(({ group }) => group ?? []))
  const findAlike = alikeFinder(heldOut.map(textOf))
  return (episode) =>
    ids.has(episode.rowId) ||
    (episode.group !== undefined && groups.has(episode.group)) ||
    findAlike(textOf(episode)).length > 0
}

function textOf({ inputs, outputs = null }: Pick<RunRow, 'inputs' | 'outputs'>): string {
  return episodeText({ inputs, outputs })
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

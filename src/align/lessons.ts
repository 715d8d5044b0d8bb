import type { Episode, Feedback, JudgeDefinition, RunRow } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { resolveUsable, type ResolvedFeedback } from '../feedback/index.ts'
import { toTaughtValue } from '../judge/index.ts'
import { alikeFinder, embeddedText, episodeText, textHash } from '../memory/index.ts'
import { shownExpectations, sidesFor } from './judged-fields.ts'

/** What feedback has to teach, held against what a memory holds already. */
export interface Lessons {
  /** Episodes that the memory does not have. */
  added: Episode[]
  /** Episodes whose value, rationale, source, expectations or sample changed. */
  changed: Episode[]
  /**
   * Episodes of the memory whose feedback was taken back, or that share row or group with a row that is held out now,
   * or say the same or nearly.
   */
  retracted: Episode[]
  /** Sample ids of those among the retracted that know a held-out row: a guideline may hold what they said. */
  heldOut: string[]
  /** Episodes of the memory that stay as they are, but perhaps for the group of their row. */
  kept: Episode[]
  /** Feedback on samples that are not among the align rows: held-out, or the answer has changed since. */
  unmatched: number
  /**
   * Ids of the align rows that teach nothing, whatever feedback they have, because a held-out row says the same or
   * nearly the same: what they taught, a guideline would say to that row, too.
   */
  alike: string[]
  /** Standing feedback of those whom others overruled: the losing labels. */
  overruled: Feedback[]
  /** Standing feedback with a value that the judge cannot give: it teaches nothing. */
  unusable: Feedback[]
}

/** What of a judge's definition decides what is taught: the fields it is shown, and the values it can give. */
export type TaughtJudge = Pick<JudgeDefinition, 'kind' | 'instructions' | 'guidelines' | 'valueType'>

/**
 * Holds resolved feedback against a memory. Values are kept in the judge's own type and spelling. Only `align` rows teach, and of them none whose inputs and outputs
 * equal those of a held-out row or are near-duplicates of them (see `alikeFinder`). What was taught before stays,
 * also when its row is not in this run, until its feedback is superseded or retracted, or a row of the same id,
 * group or content, or nearly, is held out.
 */
export function findLessons(
  rows: readonly RunRow[],
  feedback: readonly Feedback[],
  episodes: readonly Episode[],
  judge: TaughtJudge,
): Lessons {
  const { resolved, unusable } = resolveUsable(feedback, (value) => toTaughtValue(judge.valueType, value))
  const known = new Map(episodes.map((episode) => [episode.sampleId, episode]))
  const isHeldOut = heldOutTest(judge, rows)
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
    unusable,
  }
  const alike = new Set<string>()
  for (const given of resolved.values()) {
    const before = known.get(given.sampleId)
    const row = rowOf.get(given.sampleId)
    const episode = row ? toEpisode(judge, row, given) : before && taught(before, given)
    if (episode === undefined || isHeldOut(episode)) {
      if (row === undefined) lessons.unmatched++
      else alike.add(row.id)
      continue
    }
    lessons.overruled.push(...given.overruled)
    if (before === undefined) lessons.added.push(episode)
    else if (isTaughtAlike(before, episode))
      lessons.kept.push(isPlacedAlike(before, episode) ? before : episode)
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

/** True where a guideline distilled from the one would not be another from the other. */
function isTaughtAlike(before: Episode, now: Episode): boolean {
  return (
    before.fingerprint === now.fingerprint &&
    (before.expectations === now.expectations ||
      contentHash(before.expectations ?? null) === contentHash(now.expectations ?? null))
  )
}

function isPlacedAlike(before: Episode, now: Episode): boolean {
  return before.rowId === now.rowId && before.group === now.group && before.vector === now.vector
}

/** Tells whether an episode knows a held-out row: by its id, its group, its content or most of its words. */
export function heldOutTest(judge: TaughtJudge, rows: readonly RunRow[]): (episode: Episode) => boolean {
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  const ids = new Set(heldOut.map(({ id }) => id))
  const groups = new Set(heldOut.flatMap(({ group }) => group ?? []))
  const findAlike = alikeFinder(heldOut.map((row) => episodeText(sidesFor(judge, row))))
  const tested = new Map<string, boolean>()
  return (episode) => {
    // An episode and what feedback makes of it anew say the same.
    const key = JSON.stringify([episode.sampleId, episode.rowId, episode.group, episode.vector])
    const known = tested.get(key)
    if (known !== undefined) return known
    const isHeldOut =
      ids.has(episode.rowId) ||
      (episode.group !== undefined && groups.has(episode.group)) ||
      findAlike(episodeText(episode)).length > 0
    tested.set(key, isHeldOut)
    return isHeldOut
  }
}

function toEpisode(judge: TaughtJudge, row: RunRow, given: ResolvedFeedback): Episode {
  const { id: rowId, group } = row
  const expectations = shownExpectations(judge, row)
  const sides = sidesFor(judge, row)
  const { inputs, outputs, ...ofWhole } = sides
  return taught(
    {
      sampleId: given.sampleId,
      rowId,
      ...(group !== undefined && { group }),
      inputs,
      outputs,
      ...(expectations !== undefined && { expectations }),
      ...ofWhole,
      vector: textHash(embeddedText(sides)),
    },
    given,
  )
}

/**
 * A sample with what it was taught. The fingerprint covers what a sample's id does not: what was given, and of a
 * conversation or a trace what it says.
 */
function taught(
  sample: Omit<Episode, 'value' | 'rationale' | 'sources' | 'fingerprint'>,
  { sampleId, value, rationale, sources }: ResolvedFeedback,
): Episode {
  const isOfWhole = sample.conversation !== undefined || sample.trace !== undefined
  const facts = { sampleId, value, rationale, sources, ...(isOfWhole && { text: sample.vector }) }
  return { ...sample, value, rationale, sources, fingerprint: contentHash(facts) }
}

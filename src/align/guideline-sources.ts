import type { Episode, Guideline } from '../contract/index.ts'
import { isPersons } from './guideline-making.ts'

/** Guidelines held against the episodes that they lean on. */
export interface ReviewedSources {
  /** Those that stay, in their order. */
  guidelines: Guideline[]
  /** Those of them that got a concern. */
  concerns: Guideline[]
  dropped: Guideline[]
  /** The episodes that the dropped ones leaned on and that are still there: to be distilled again. */
  relearn: Episode[]
}

/**
 * Drops each distilled guideline of which more than half of the sources are gone, or were given another value since
 * (`changed`): what is left of them may say something else. One that a person wrote, edited or pinned stays, without
 * the sources that are gone, and has a concern.
 */
export function reviewSources(
  guidelines: readonly Guideline[],
  episodes: readonly Episode[],
  changed: ReadonlySet<string> = new Set(),
): ReviewedSources {
  const known = new Map(episodes.map((episode) => [episode.sampleId, episode]))
  const reviewed: ReviewedSources = { guidelines: [], concerns: [], dropped: [], relearn: [] }
  for (const guideline of guidelines) {
    const { sources } = guideline
    const standing = sources.filter((source) => known.has(source) && !changed.has(source))
    const gone = sources.length - standing.length
    if (guideline.origin === 'person' || 2 * gone <= sources.length) reviewed.guidelines.push(guideline)
    else if (isPersons(guideline)) {
      const share = standing.length === 0 ? 'all of its' : `${gone} of its ${sources.length}`
      const concern = `${share} sources are gone or say something else now`
      const doubtful = { ...guideline, sources: standing, concern }
      reviewed.guidelines.push(doubtful)
      reviewed.concerns.push(doubtful)
    } else reviewed.dropped.push(guideline)
  }
  const again = new Set(reviewed.dropped.flatMap(({ sources }) => sources))
  reviewed.relearn = episodes.filter(({ sampleId }) => again.has(sampleId))
  return reviewed
}

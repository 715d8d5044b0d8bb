import type { Episode } from '../contract/index.ts'
import { episodeText } from './episode-text.ts'
import { alikeFinder } from './near-duplicate.ts'

/** The sample being judged, which must never be shown as its own example. */
export interface RecallExclusion {
  sampleId: string
  rowId: string
  group?: string | undefined
  /** The sample's `episodeText`. */
  text: string
}

/** The episodes that a sample must not be shown. */
export interface Excluded {
  /** Of the same sample, row or group. */
  own: ReadonlySet<Episode>
  /** Those, and all that say the same as the sample or nearly. */
  all: ReadonlySet<Episode>
}

/** Prepares to find, for any sample, the episodes that it must not be shown. */
export function exclusionFinder(episodes: readonly Episode[]): (sample: RecallExclusion) => Excluded {
  const bySample = Map.groupBy(episodes, ({ sampleId }) => sampleId)
  const byRow = Map.groupBy(episodes, ({ rowId }) => rowId)
  const byGroup = Map.groupBy(episodes, ({ group }) => group)
  const alike = alikeFinder(episodes.map(episodeText))
  return ({ sampleId, rowId, group, text }) => {
    const own = new Set([
      ...(bySample.get(sampleId) ?? []),
      ...(byRow.get(rowId) ?? []),
      ...(group === undefined ? [] : (byGroup.get(group) ?? [])),
    ])
    return { own, all: new Set([...own, ...alike(text).map((position) => episodes[position] as Episode)]) }
  }
}

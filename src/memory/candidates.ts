import type { Episode, RecallSettings } from '../contract/index.ts'
import { roundsNeeded, type Candidate } from './choose-examples.ts'
import type { Neighbour } from './vector-set.ts'

/** An episode that may be shown. */
export interface FoundEpisode extends Candidate {
  episode: Episode
}

/** The episodes of a memory as candidates are looked for among them. */
export interface Searched {
  /** The `count` nearest texts, or all there are. */
  search: (count: number) => Neighbour[]
  /** Episodes by the hash of their text. */
  byKey: ReadonlyMap<string, readonly Episode[]>
  /** How often each value is there. */
  valueCounts: ReadonlyMap<string, number>
}

/** How many are looked at for each that is chosen, where unlikeness counts; and how many at least. */
const candidatesPerExample = 10
const leastCandidates = 50

/** The value of an episode as text. */
export function valueKey({ value }: Episode): string {
  return JSON.stringify(value)
}

/**
 * The episodes among which `k` examples are chosen, nearest first: the `k` nearest, or more of them as the settings
 * ask; for balance so many that every value is among them as often as it may be wanted.
 */
export function findCandidates(
  { search, byKey, valueCounts }: Searched,
  excluded: ReadonlySet<Episode>,
  k: number,
  { floor = -1, balance = false, diversity = 0 }: RecallSettings,
): FoundEpisode[] {
  const wanted = diversity === 0 ? k : Math.max(leastCandidates, candidatesPerExample * k)
  const needed = balance ? neededCounts(valueCounts, excluded, k, diversity) : new Map<string, number>()
  for (let count = wanted + withheldTexts(byKey, excluded); ; count *= 2) {
    const nearest = search(count)
    const found = nearest
      .filter(({ similarity }) => similarity >= floor)
      .flatMap(({ key, similarity }) => episodesOf(byKey, key, similarity))
      .filter(({ episode }) => !excluded.has(episode))
    const isAll = nearest.length < count || (nearest.at(-1)?.similarity ?? -1) < floor
    const there = countsBy(found.map(({ value }) => value))
    const isEnough = [...needed].every(([value, least]) => (there.get(value) ?? 0) >= least)
    if (isAll || isEnough) return found
  }
}

/** How often each of some texts is among them. */
export function countsBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function neededCounts(
  valueCounts: ReadonlyMap<string, number>,
  excluded: ReadonlySet<Episode>,
  k: number,
  diversity: number,
): Map<string, number> {
  const gone = countsBy([...excluded].map(valueKey))
  const available = [...valueCounts].map(([value, count]): [string, number] => [
    value,
    count - (gone.get(value) ?? 0),
  ])
  const rounds = roundsNeeded(
    available.map(([, count]) => count),
    k,
  )
  const depth = diversity === 0 ? rounds : rounds * candidatesPerExample
  return new Map(available.map(([value, count]) => [value, Math.min(count, depth)]))
}

/** How many texts have excluded episodes alone. */
function withheldTexts(byKey: Searched['byKey'], excluded: ReadonlySet<Episode>): number {
  const counts = countsBy(Array.from(excluded, ({ vector }) => vector))
  return [...counts].filter(([key, count]) => count === byKey.get(key)?.length).length
}

function episodesOf(byKey: Searched['byKey'], key: string, similarity: number): FoundEpisode[] {
  return (byKey.get(key) ?? []).map((episode) => ({ episode, similarity, value: valueKey(episode) }))
}

import type { Episode, Memory } from '../contract/index.ts'
import { canonicalJson } from '../io/index.ts'

const ofEpisodes = new WeakMap<Episode, string>()

/** The canonical JSON of an episode, made once: there may be many thousands, and none is ever changed. */
export function episodeJson(episode: Episode): string {
  const known = ofEpisodes.get(episode)
  if (known !== undefined) return known
  const text = canonicalJson(episode)
  ofEpisodes.set(episode, text)
  return text
}

/** What `canonicalJson` makes of a memory, or of some of its fields. */
export function memoryJson({ episodes, ...others }: Partial<Memory>): string {
  const fields = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, canonicalJson(value)] as const)
  if (episodes !== undefined) fields.push(['episodes', `[${episodes.map(episodeJson).join(',')}]`])
  const sorted = fields.toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `{${sorted.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`
}

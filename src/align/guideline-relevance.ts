import type { Episode, Guideline } from '../contract/index.ts'

/**
 * For each guideline the greatest cosine of a vector with that of one of its sources, in [-1, 1]; -1 where no source
 * counts. Sources that are excluded, or whose vector is missing or of another length, do not count.
 */
export type SourceSimilarities = (vector: ArrayLike<number>, excluded: ReadonlySet<Episode>) => number[]

/** A source that can be compared. */
interface Source {
  episode: Episode
  vector: Float32Array
  length: number
}

/** Reads the sources of guidelines once; a comparison with 10,000 of them takes some milliseconds. */
export function sourceSimilarities(
  guidelines: readonly Guideline[],
  episodes: readonly Episode[],
  vectors: ReadonlyMap<string, Float32Array>,
): SourceSimilarities {
  const wanted = new Set(guidelines.flatMap((guideline) => guideline.sources))
  const places = new Map<string, number>()
  const sources: Source[] = []
  for (const episode of episodes) {
    const vector = wanted.has(episode.sampleId) ? vectors.get(episode.vector) : undefined
    const length = vector === undefined ? 0 : Math.sqrt(product(vector, vector))
    if (vector === undefined || length === 0) continue
    places.set(episode.sampleId, sources.length)
    sources.push({ episode, vector, length })
  }
  const placesOf = guidelines.map((guideline) =>
    guideline.sources.flatMap((source) => places.get(source) ?? []),
  )
  return (vector, excluded) => {
    const asked = Float32Array.from(vector)
    const length = Math.sqrt(product(asked, asked))
    const similarity = sources.map((source) =>
      length === 0 || source.vector.length !== asked.length || excluded.has(source.episode)
        ? -1
        : product(asked, source.vector) / (length * source.length),
    )
    return placesOf.map((own) => own.reduce((best, place) => Math.max(best, similarity[place] as number), -1))
  }
}

/** Four sums at a time: a loop with one is bound by the wait for each addition. */
function product(left: Float32Array, right: Float32Array): number {
  const whole = left.length - (left.length % 4)
  let [one, two, three, four] = [0, 0, 0, 0]
  for (let index = 0; index < whole; index += 4) {
    one += (left[index] as number) * (right[index] as number)
    two += (left[index + 1] as number) * (right[index + 1] as number)
    three += (left[index + 2] as number) * (right[index + 2] as number)
    four += (left[index + 3] as number) * (right[index + 3] as number)
  }
  for (let index = whole; index < left.length; index++)
    one += (left[index] as number) * (right[index] as number)
  return one + two + three + four
}

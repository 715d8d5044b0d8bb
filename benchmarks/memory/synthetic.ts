import { seededRandom } from '../../src/io/index.ts'
import type { IndexEntry } from '../../src/memory/index.ts'

const clusters = 200

/**
 * Vectors as embeddings of texts lie, as far as is known of them: 200 clusters around centres of their own, a mean that
 * all share, and a spread that falls off from element to element. The cosine similarity is about 0.65 within a cluster
 * and 0.1 between two. Seeded: the same numbers each time.
 */
export function syntheticEntries(count: number, dimensions: number, seed: number): IndexEntry[] {
  const scale = Float32Array.from({ length: dimensions }, (_, at) => 1 / Math.sqrt(1 + at / 8))
  const middles = seededRandom(1)
  const draw = (random: () => number, of: number) => scale.map((element) => of * element * normal(random))
  const shared = draw(middles, 0.35)
  const centres = Array.from({ length: clusters }, () => {
    const own = draw(middles, 0.77)
    return own.map((element, at) => element + (shared[at] as number))
  })
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, at) => {
    const centre = centres[Math.floor(random() * clusters)] as Float32Array
    const vector = draw(random, 0.6).map((element, place) => element + (centre[place] as number))
    return { key: `vector-${String(at).padStart(7, '0')}`, vector }
  })
}

/** Nearly normal with mean 0 and variance 1: the sum of four uniform numbers, scaled. */
function normal(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3)
}

/** How much is measured. */
export interface MemorySizes {
  /** Numbers of synthetic vectors. */
  vectors: readonly number[]
  /** Searches of each index, and of the exact scan. */
  queries: number
  exactQueries: number
  whole: { guidelines: number; episodes: number; verdicts: number; rounds: number }
}

/** What docs/performance.md shows. */
export const usualSizes: MemorySizes = {
  vectors: [1000, 10_000, 100_000],
  queries: 500,
  exactQueries: 100,
  whole: { guidelines: 1000, episodes: 10_000, verdicts: 300, rounds: 5 },
}

/** To see within a minute that all of it works; too small for figures. */
export const quickSizes: MemorySizes = {
  vectors: [1000, 3000],
  queries: 50,
  exactQueries: 20,
  whole: { guidelines: 100, episodes: 2500, verdicts: 30, rounds: 1 },
}

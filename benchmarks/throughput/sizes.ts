/** How much is measured. */
export interface Sizes {
  wire: { rows: number; latencyMs: number; concurrency: number }
  /** Of our own overhead, and of recordings. */
  rows: number
  growth: readonly number[]
  /** Of the reporter. */
  verdicts: number
  /** Of the server that answers 429. */
  pacedCalls: number
  /** How often each is run, in turn; the least counts. */
  rounds: number
}

/** What docs/performance.md shows. */
export const usualSizes: Sizes = {
  wire: { rows: 1000, latencyMs: 400, concurrency: 50 },
  rows: 10_000,
  growth: [1000, 10_000, 50_000],
  verdicts: 100_000,
  pacedCalls: 300,
  rounds: 5,
}

/** To see within a minute that all of it works; too small for figures. */
export const quickSizes: Sizes = {
  wire: { rows: 100, latencyMs: 200, concurrency: 20 },
  rows: 1000,
  growth: [100, 1000, 2000],
  verdicts: 10_000,
  pacedCalls: 60,
  rounds: 1,
}

/** How long a bucket that was left alone saves up for: half a second, which catches up with late timers. */
const savedMs = 500

/**
 * An allowance per minute that comes back evenly, and of which only half a second's worth can be saved up, so that a
 * minute's worth is never used at once. With amounts of 1 it gives out at most `perMinute` in any 60 seconds.
 * Pure: time is handed in.
 */
export class TokenBucket {
  readonly #capacity: number
  readonly #perMs: number
  #level: number
  #atMs = Number.NEGATIVE_INFINITY

  /** Starts full. */
  constructor(perMinute: number) {
    this.#capacity = Math.max(1, (perMinute * savedMs) / 60_000)
    // What is saved up comes on top of what flows in within a minute.
    this.#perMs = (perMinute - this.#capacity + 1) / 60_000
    this.#level = this.#capacity
  }

  /** When the amount may be taken, in the clock's milliseconds. One that no bucket could hold waits for a full one. */
  readyAt(amount: number, nowMs: number): number {
    const missing = Math.min(amount, this.#capacity) - this.#levelAt(nowMs)
    // Sums of fractions miss their mark by a hair.
    return missing <= 1e-9 ? nowMs : nowMs + missing / this.#perMs
  }

  /** Takes an amount, also one that is not there: the bucket then owes it. A negative one gives back. */
  take(amount: number, nowMs: number): void {
    this.#level = Math.min(this.#capacity, this.#levelAt(nowMs) - amount)
    this.#atMs = nowMs
  }

  #levelAt(nowMs: number): number {
    if (this.#atMs === Number.NEGATIVE_INFINITY) return this.#level
    return Math.min(this.#capacity, this.#level + Math.max(0, nowMs - this.#atMs) * this.#perMs)
  }
}

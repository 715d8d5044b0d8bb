/** Calls start at most so many milliseconds apart for the sake of the spread. */
const longestGapMs = 4

/** A gap is at most this share of the time that an even spread would leave between two calls. */
const shareOfEven = 1 / 2

/** By so much a start may make up for a timer that was late. */
const latenessMs = 2

/** How much of the mean the latest call is. */
const weight = 1 / 20

/**
 * Keeps calls from starting all in one moment: their answers would come in one moment too, one process would work them
 * off while nobody is asked, and so it would go on, wave after wave. A fraction of a call's mean duration is enough,
 * and costs little even at the start; where calls are quick, nothing is spread. Pure: time is handed in.
 */
export class StartSpread {
  #meanMs: number | undefined
  #nextStartMs = Number.NEGATIVE_INFINITY

  /** When the next call may start; at once where the clock was set back, which would hold all calls up until then. */
  startsAt(nowMs: number): number {
    return this.#nextStartMs - nowMs > longestGapMs ? nowMs : this.#nextStartMs
  }

  /** A call starts, of which so many may be in flight. */
  start(nowMs: number, concurrency: number): void {
    const gapMs = Math.min(longestGapMs, ((this.#meanMs ?? 0) / concurrency) * shareOfEven)
    this.#nextStartMs = Math.max(this.startsAt(nowMs), nowMs - latenessMs) + gapMs
  }

  /** A call was answered. */
  end(durationMs: number): void {
    this.#meanMs ??= durationMs
    this.#meanMs += (durationMs - this.#meanMs) * weight
  }
}

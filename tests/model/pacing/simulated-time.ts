import type { Time } from '../../../src/model/pacing/time.ts'

interface Event {
  atMs: number
  order: number
  callback: () => void
}

/** A clock that stands still until `run` moves it from one timer to the next. */
export class SimulatedTime implements Time {
  readonly #events: Event[] = []
  #nowMs: number
  #order = 0

  constructor(startMs = 1_000_000) {
    this.#nowMs = startMs
  }

  now(): number {
    return this.#nowMs
  }

  after(delayMs: number, callback: () => void): () => void {
    const event = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback }
    this.#events.push(event)
    return () => {
      const index = this.#events.indexOf(event)
      if (index >= 0) this.#events.splice(index, 1)
    }
  }

  /** A promise of so much later. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve))
  }

  /** Runs timers in order, and all that follows from them, until none is left or that time is reached. */
  async run(untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    await settled()
    for (let next = this.#takeNext(untilMs); next !== undefined; next = this.#takeNext(untilMs)) {
      this.#nowMs = next.atMs
      next.callback()
      await settled()
    }
    if (Number.isFinite(untilMs)) this.#nowMs = Math.max(this.#nowMs, untilMs)
  }

  #takeNext(untilMs: number): Event | undefined {
    let best: Event | undefined
    for (const event of this.#events) {
      if (
        best === undefined ||
        event.atMs < best.atMs ||
        (event.atMs === best.atMs && event.order < best.order)
      ) {
        best = event
      }
    }
    if (best === undefined || best.atMs > untilMs) return undefined
    this.#events.splice(this.#events.indexOf(best), 1)
    return best
  }
}

/** All microtasks have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

import type { Clock } from '../src/io/index.ts'
import type { RowRecord } from '../src/run/index.ts'

/** How long nothing is said between two lines of progress, in milliseconds. */
const intervalMs = 5_000

/** Tells how far a long run is: one line every five seconds. */
export class Progress {
  readonly #clock: Clock
  readonly #say: (line: string) => void
  #startedMs = 0
  #saidMs = 0
  #rows = 0
  #done = 0
  #verdicts = 0
  #tokens = 0

  constructor(clock: Clock, say: (line: string) => void) {
    this.#clock = clock
    this.#say = say
  }

  /** Starts anew. */
  start(): void {
    this.#startedMs = this.#saidMs = this.#clock()
    this.#rows = this.#done = this.#verdicts = this.#tokens = 0
  }

  /** Learns of rows to come. */
  expect(rows: number): void {
    this.#rows += rows
  }

  /** Counts a row that has ended, and says so when it is time. */
  count(record: RowRecord): void {
    const verdicts = Object.values(record.attempts).flatMap((attempt) => attempt.verdicts)
    this.#done++
    this.#verdicts += verdicts.length
    for (const verdict of verdicts) {
      if (verdict.outcome === 'not-asked' || verdict.tokens === undefined) continue
      this.#tokens += verdict.tokens.prompt + verdict.tokens.completion
    }
    const now = this.#clock()
    if (now - this.#saidMs < intervalMs || this.#done >= this.#rows) return
    this.#saidMs = now
    const seconds = (now - this.#startedMs) / 1000
    const left = Math.ceil((seconds / this.#done) * (this.#rows - this.#done))
    this.#say(
      `${this.#done}/${this.#rows} rows · ${(this.#verdicts / seconds).toFixed(1)} verdicts/s · ${left} s left · ${this.#tokens.toLocaleString('en')} tokens`,
    )
  }
}

import { type Clock, systemClock } from '../io/index.ts'

/** How long a row whose test has ended may take to end by itself. */
const graceMs = 500

/**
 * The time that a row may take. It stands still while a call of the row waits for its turn: what a limit of the
 * provider costs is no fault of the row. When it runs out, or the test ends, the signal is aborted.
 */
export class RowClock {
  readonly #controller = new AbortController()
  readonly #limitMs: number
  readonly #now: Clock
  #usedMs = 0
  #since: number
  #waiting = 0
  #isOver = false
  #timer: NodeJS.Timeout | undefined
  #timedOut: ((error: Error) => void) | undefined

  constructor(limitMs: number, testSignal: AbortSignal, now: Clock = systemClock) {
    this.#limitMs = limitMs
    this.#now = now
    this.#since = now()
    const abort = () => {
      this.#controller.abort(testSignal.reason)
      // What honours the signal has time to end by itself, and to say so.
      setTimeout(
        () => this.#timedOut?.(new Error('The test ended while the row was running.')),
        graceMs,
      ).unref()
    }
    if (testSignal.aborted) abort()
    testSignal.addEventListener('abort', abort, { once: true })
  }

  /** Ends with the row's time, or with its test. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Tells the clock that a call begins, or ends, to wait for its turn. */
  wait(begins: boolean): void {
    if (begins && this.#waiting++ === 0) this.#stop()
    if (!begins && --this.#waiting === 0) this.#start()
  }

  /** Runs the row's work; rejects when its time has run out, whatever the work does. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const timeout = new Promise<never>((_, reject) => {
      this.#timedOut = reject
    })
    this.#start()
    try {
      return await Promise.race([work(), timeout])
    } finally {
      this.#stop()
      this.#isOver = true
    }
  }

  #start(): void {
    // A call that waited may be told of the row's end only afterwards.
    if (this.#isOver) return
    this.#since = this.#now()
    const leftMs = Math.min(Math.max(0, this.#limitMs - this.#usedMs), 2 ** 31 - 1)
    this.#timer = setTimeout(() => this.#end(), leftMs)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#usedMs += this.#now() - this.#since
  }

  #end(): void {
    const error = new Error(
      `Row timed out in ${this.#limitMs}ms, waits for the provider's limits not counted. ` +
        'If it takes longer, give it more: evaluate(..., { timeoutMs }).',
    )
    this.#controller.abort(error)
    this.#timedOut?.(error)
  }
}

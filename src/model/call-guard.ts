import type { CallOptions } from './chat.ts'
import { defaultTimeoutMs } from './chat.ts'
import { ModelCallError } from './model-call-error.ts'

/** Ends one call from outside: when the caller's signal aborts, or when an attempt runs out of time. */
export class CallGuard {
  readonly #controller = new AbortController()
  readonly #timeoutMs: number
  readonly #callerSignal: AbortSignal | undefined
  readonly #onAbort = () => this.#end('aborted', 'the caller ended the call')
  #timer: NodeJS.Timeout | undefined

  constructor(options: CallOptions) {
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    this.#callerSignal = options.signal
    if (options.signal?.aborted) this.#onAbort()
    options.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Aborts when the call is ended from outside. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why the call was ended from outside, if it was. */
  get ending(): ModelCallError | undefined {
    return this.signal.aborted ? (this.signal.reason as ModelCallError) : undefined
  }

  /** Gives an attempt its time, from now on. */
  startAttempt(): void {
    clearTimeout(this.#timer)
    const end = () => this.#end('timeout', `no answer within ${this.#timeoutMs} ms`)
    this.#timer = setTimeout(end, Math.min(this.#timeoutMs, 2 ** 31 - 1))
  }

  /** Stops the time of an attempt. */
  endAttempt(): void {
    clearTimeout(this.#timer)
  }

  /** Waits; rejects as soon as the call is ended from outside. */
  async pause(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    try {
      await this.race(() => new Promise((resolve) => (timer = setTimeout(resolve, Math.max(0, waitMs)))))
    } finally {
      clearTimeout(timer)
    }
  }

  /** What the work gives, or a rejection as soon as the call is ended from outside, whatever the work does. */
  async race<Result>(work: () => Promise<Result>): Promise<Result> {
    let onAbort = () => {}
    try {
      return await new Promise<Result>((resolve, reject) => {
        onAbort = () => reject(this.ending)
        if (this.signal.aborted) return onAbort()
        this.signal.addEventListener('abort', onAbort)
        work().then(resolve, reject)
      })
    } finally {
      this.signal.removeEventListener('abort', onAbort)
    }
  }

  /** Lets go of the timer and of the caller's signal. */
  release(): void {
    clearTimeout(this.#timer)
    this.#callerSignal?.removeEventListener('abort', this.#onAbort)
  }

  #end(reason: 'aborted' | 'timeout', detail: string): void {
    this.#controller.abort(new ModelCallError({ reason, detail }))
  }
}

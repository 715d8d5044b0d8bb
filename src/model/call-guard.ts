import type { CallOptions } from './chat.ts'
import { defaultTimeoutMs } from './chat.ts'
import { ModelCallError } from './model-call-error.ts'

/** The longest wait between two attempts: a service may ask for a minute. */
const longestWaitMs = 60_000

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
  startAttempt(extraMs = 0): void {
    clearTimeout(this.#timer)
    const end = () => this.#end('timeout', `no answer within ${this.#timeoutMs} ms`)
    this.#timer = setTimeout(end, Math.min(this.#timeoutMs + extraMs, 2 ** 31 - 1))
  }

  /** A `fetch` whose every request is an attempt; a failed one leaves time for the wait before the next. */
  guardFetch(inner: typeof fetch): typeof fetch {
    return async (input, init) => {
      this.startAttempt()
      let succeeded = false
      try {
        const response = await inner(input, init)
        succeeded = response.ok
        return response
      } finally {
        if (!succeeded && !this.signal.aborted) this.startAttempt(longestWaitMs)
      }
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

import { ModelCallError } from '../model-call-error.ts'
import type { RateHints } from './rate-headers.ts'
import { RateLearner, type Start } from './rate-learner.ts'
import { StartSpread } from './start-spread.ts'
import type { Time } from './time.ts'
import { TokenBucket } from './token-bucket.ts'
import { WaitQueue } from './wait-queue.ts'

/** The longest time, in milliseconds, that a service may ask to wait for; ten minutes. */
export const longestHintMs = 600_000

/** How the calls of one provider and key are paced. */
export interface PacerOptions {
  /** The most calls in flight, at least 1; so many start at once where nothing is known to limit. */
  concurrency: number
  /** The most calls started in any 60 seconds; default unlimited. */
  requestsPerMinute?: number
  /** The most tokens used per minute, as estimated, corrected by what is reported; default unlimited. */
  tokensPerMinute?: number
}

/** What became of a call, as far as it tells about rates. */
export interface CallOutcome {
  /** The HTTP status; absent where no response came. */
  status?: number
  /** What the headers of the response said, as `readRateHeaders` gives it. */
  hints?: RateHints
  /** The tokens used, where they were reported. */
  tokens?: number
}

/** The right to make one call, to be given back with `release`. */
export interface Permit {
  readonly estimatedTokens: number
  readonly start: Start
  readonly startMs: number
}

/** How a pacer stands. */
export interface PacerStats {
  inFlight: number
  waiting: number
  /** How many may be in flight now: `concurrency`, or less after refusals. */
  limit: number
  /** Starts per second; absent while nothing is known to limit. */
  ratePerSecond?: number
  /** How many calls were refused, so far: 429, 529, or 503 with a time to come again. */
  tooMany: number
}

interface Waiter {
  estimatedTokens: number
  grant: (permit: Permit) => void
  reject: (error: ModelCallError) => void
}

/**
 * Lets calls of one provider start when they are welcome: never more than `concurrency` in flight, within the rates
 * per minute, not before a time that the service named, and, after refusals, at the rate that it let through, which
 * then rises until nothing limits it. With each burst of refusals fewer may be in flight, by a tenth of
 * `concurrency`; with each round that is let through one more.
 */
export class Pacer {
  readonly #options: PacerOptions
  readonly #time: Time
  readonly #requests: TokenBucket | undefined
  readonly #tokens: TokenBucket | undefined
  readonly #learner = new RateLearner()
  readonly #spread = new StartSpread()
  readonly #queue = new WaitQueue<Waiter>()
  readonly #open = new Set<Permit>()
  #limit: number
  #roundLeft: number
  #tooMany = 0
  #seenMs: number | undefined
  #refusal: { untilMs: number; error: ModelCallError } | undefined
  #cancelTimer: (() => void) | undefined

  constructor(options: PacerOptions, time: Time) {
    const { concurrency, requestsPerMinute, tokensPerMinute } = options
    this.#options = options
    this.#time = time
    this.#limit = concurrency
    this.#roundLeft = concurrency
    this.#requests = requestsPerMinute === undefined ? undefined : new TokenBucket(requestsPerMinute)
    this.#tokens = tokensPerMinute === undefined ? undefined : new TokenBucket(tokensPerMinute)
  }

  /**
   * Waits for the right to make a call. First come, first served; a call that comes again after a refusal goes before
   * all that do not.
   *
   * @throws ModelCallError `aborted`, or the signal's own reason where that is one, when the signal aborts first;
   * `rate-limited` when the service asked to wait for longer than `longestHintMs`
   */
  acquire(estimatedTokens: number, options: { signal?: AbortSignal; again?: boolean } = {}): Promise<Permit> {
    const { signal, again = false } = options
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal))
      const onAbort = () => {
        this.#observe()
        if (this.#queue.remove(waiter)) reject(abortError(signal))
        this.#startCalls()
      }
      const settle = () => signal?.removeEventListener('abort', onAbort)
      const waiter: Waiter = {
        estimatedTokens,
        grant: (permit) => (settle(), resolve(permit)),
        reject: (error) => (settle(), reject(error)),
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#observe()
      this.#queue.add(waiter, again)
      this.#startCalls()
    })
  }

  /** Gives a permit back with what became of its call; a second time does nothing. */
  release(permit: Permit, outcome: CallOutcome): void {
    if (!this.#open.has(permit)) return
    const nowMs = this.#observe()
    this.#open.delete(permit)
    const isRefused = this.#learn(permit, outcome, nowMs)
    const tokens = outcome.tokens ?? (isRefused ? 0 : permit.estimatedTokens)
    this.#tokens?.take(tokens - permit.estimatedTokens, nowMs)
    this.#startCalls()
  }

  /** Refuses all who wait. */
  rejectWaiting(error: ModelCallError): void {
    for (const waiter of this.#queue.drain()) waiter.reject(error)
    this.#startCalls()
  }

  /** How it stands now. */
  stats(): PacerStats {
    const { ratePerSecond } = this.#learner
    return {
      inFlight: this.#open.size,
      waiting: this.#queue.size,
      limit: this.#limit,
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      tooMany: this.#tooMany,
    }
  }

  /** True when the call was refused for its rate. */
  #learn({ start, startMs }: Permit, { status, hints = {} }: CallOutcome, nowMs: number): boolean {
    const untilMs = hints.retryAtMs ?? hints.fullAgainAtMs
    if (status === 429 || status === 529 || (status === 503 && untilMs !== undefined)) {
      this.#tooMany++
      if (untilMs !== undefined && untilMs > nowMs + longestHintMs) this.#refuseUntil(untilMs)
      if (this.#learner.refuse(start, nowMs, untilMs)) this.#lowerLimit()
      return true
    }
    if (status === undefined || status >= 500) {
      this.#learner.end(start)
      return false
    }
    this.#learner.pass(start)
    this.#spread.end(Math.max(0, nowMs - startMs))
    this.#raiseLimit()
    // What was let through says less than a refusal: one that then comes may ask for more.
    if (hints.nextAtMs !== undefined) this.#learner.holdUntil(Math.min(hints.nextAtMs, nowMs + longestHintMs))
    return false
  }

  #lowerLimit(): void {
    const { concurrency } = this.#options
    this.#limit = Math.max(1, this.#limit - Math.ceil(concurrency / 10))
    this.#roundLeft = this.#limit
  }

  #raiseLimit(): void {
    if (this.#limit >= this.#options.concurrency || --this.#roundLeft > 0) return
    this.#limit++
    this.#roundLeft = this.#limit
  }

  #refuseUntil(untilMs: number): void {
    const detail = `the service asks to wait ${Math.ceil((untilMs - this.#time.now()) / 60_000)} minutes`
    const error = new ModelCallError({ reason: 'rate-limited', detail })
    this.#refusal = { untilMs, error }
  }

  /** Counts the time since the last event, and is the time now. */
  #observe(): number {
    const nowMs = this.#time.now()
    const isBusy = this.#open.size > 0 || this.#queue.size > 0
    if (isBusy) this.#learner.passBusy(Math.max(0, nowMs - (this.#seenMs ?? nowMs)))
    this.#seenMs = nowMs
    return nowMs
  }

  /** Starts whoever may start now, and comes back when the next one may. */
  #startCalls(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const nowMs = this.#observe()
    if (this.#refusal && this.#refusal.untilMs > nowMs) return this.#rejectAll(this.#refusal.error)
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      if (this.#open.size >= this.#limit) return
      const readyMs = this.#readyAt(next, nowMs)
      if (readyMs > nowMs) return this.#comeBackAt(readyMs, nowMs)
      this.#grant(next, nowMs)
    }
  }

  #rejectAll(error: ModelCallError): void {
    for (const waiter of this.#queue.drain()) waiter.reject(error)
  }

  #readyAt({ estimatedTokens }: Waiter, nowMs: number): number {
    return Math.max(
      this.#learner.startsAt(),
      this.#spread.startsAt(nowMs),
      this.#requests?.readyAt(1, nowMs) ?? nowMs,
      this.#tokens?.readyAt(estimatedTokens, nowMs) ?? nowMs,
    )
  }

  #grant(waiter: Waiter, nowMs: number): void {
    this.#queue.remove(waiter)
    const { estimatedTokens } = waiter
    const permit = { estimatedTokens, start: this.#learner.start(nowMs), startMs: nowMs }
    this.#spread.start(nowMs, this.#limit)
    this.#open.add(permit)
    this.#requests?.take(1, nowMs)
    this.#tokens?.take(estimatedTokens, nowMs)
    waiter.grant(permit)
  }

  /** The release of the try that is awaited comes back by itself. */
  #comeBackAt(readyMs: number, nowMs: number): void {
    if (readyMs === Number.POSITIVE_INFINITY) return
    const delayMs = Math.min(Math.ceil(readyMs - nowMs), longestHintMs)
    this.#cancelTimer = this.#time.after(delayMs, () => this.#startCalls())
  }
}

/** What a call that was ended while it waited fails with: the signal's own reason where that is a `ModelCallError`. */
export function abortError(signal: AbortSignal | undefined): ModelCallError {
  const reason: unknown = signal?.reason
  if (reason instanceof ModelCallError) return reason
  return new ModelCallError({
    reason: 'aborted',
    detail: 'the caller ended the call while it waited to start',
  })
}

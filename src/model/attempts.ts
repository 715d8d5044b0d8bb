import { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import { hashFraction, systemClock } from '../io/index.ts'
import type { CallGuard } from './call-guard.ts'
import { callScope, waitingIn } from './call-scope.ts'
import type { CallEnd } from './pacing/coordinator.ts'
import { readRateHeaders } from './pacing/rate-headers.ts'
import { modelRuntime } from './runtime.ts'
import { maxRetries } from './settings.ts'

/** One call that may be attempted several times. */
export interface Attempts<Answer> {
  /** Whose pace and limits it shares: an endpoint and, hashed, a key. */
  provider: string
  /** The request as text: calls that fail together come again at times that depend on it. */
  text: string
  guard: CallGuard
  /** Makes one attempt and says what the pacer and the budget want to know of it. */
  attempt: () => Promise<{ answer: Answer; end: CallEnd }>
}

/** The longest wait before another attempt, in milliseconds: a service that asks for more is not asked again. */
const longestWaitMs = 120_000

/**
 * Attempts a call, each time in its turn, until it is answered or not worth repeating: 408, 409, 429 and 5xx, and lost
 * connections, are. The time of an attempt does not count the wait for its turn.
 */
export async function attemptCall<Answer>(call: Attempts<Answer>): Promise<Answer> {
  const { provider, text, guard } = call
  const estimatedTokens = Math.ceil(text.length / 4)
  const { coordinator } = modelRuntime()
  const scope = callScope()
  for (let attempt = 0; ; attempt++) {
    const permit = await waitingIn(scope, () =>
      coordinator.acquire(provider, estimatedTokens, { signal: guard.signal, again: attempt > 0 }),
    )
    guard.startAttempt()
    try {
      const { answer, end } = await call.attempt()
      permit.release(end)
      return answer
    } catch (error) {
      guard.endAttempt()
      const hints =
        error instanceof APIError && error.headers !== undefined ? hintsOf(error.headers) : undefined
      permit.release({
        ...(error instanceof APIError && error.status !== undefined && { status: error.status }),
        ...(hints && { hints }),
      })
      const asked = hints?.retryAtMs
      const waitMs = asked === undefined ? growingWait(attempt, text) : asked - systemClock()
      const isPaced = isRefusal(error, asked)
      const most = maxRetries(isPaced ? 'refused' : 'failed')
      if (attempt >= most || !isWorthRepeating(error) || waitMs > longestWaitMs) throw error
      if (!isPaced) await waitingIn(scope, () => guard.pause(waitMs))
    }
  }
}

/** Of a service that has too much to do, the pacer knows when it may be asked again. */
function isRefusal(error: unknown, askedAtMs: number | undefined): boolean {
  const status = error instanceof APIError ? error.status : undefined
  return status === 429 || status === 529 || (status === 503 && askedAtMs !== undefined)
}

function hintsOf(headers: Headers) {
  return readRateHeaders(headers, systemClock())
}

/** Half a second, doubled each time up to eight, and up to a quarter less, so that not all come back at once. */
function growingWait(attempt: number, seed: string): number {
  return Math.min(8000, 500 * 2 ** attempt) * (1 - hashFraction(`${seed} ${attempt}`) / 4)
}

const spentCodes = new Set(['insufficient_quota', 'billing_hard_limit_reached'])

function isWorthRepeating(error: unknown): boolean {
  if (error instanceof APIUserAbortError) return false
  if (error instanceof APIConnectionError) return !isLasting(error)
  if (!(error instanceof APIError)) return isLostBody(error)
  if (error.status === undefined) return false
  const should = error.headers?.get('x-should-retry')
  if (should === 'true' || should === 'false') return should === 'true'
  if (error.status === 429 && spentCodes.has(String(error.code))) return false
  return error.status === 408 || error.status === 409 || error.status === 429 || error.status >= 500
}

/** What `fetch` throws when a connection is lost after the headers, which the client hands on as it is. */
function isLostBody(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'terminated'
}

/** A name that nobody has, or a certificate that nobody trusts: asking again will not help. */
function isLasting(error: Error): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOTFOUND' || /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return true
  }
  return false
}

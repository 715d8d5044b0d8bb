import { setTimeout as wait } from 'node:timers/promises'
import { VitestJudgeError } from '../contract/index.ts'
import { systemClock, type Clock } from '../io/index.ts'

/** Settings of `fetchJson`. */
export interface FetchJsonOptions {
  /** Sent with every attempt. */
  headers?: Record<string, string> | undefined
  /** How many further attempts follow a failed one; default 3. */
  retries?: number | undefined
  /** The time one attempt may take, its body included; default 30000. */
  timeoutMs?: number | undefined
  /** Ends the request, and the waiting between attempts. */
  signal?: AbortSignal | undefined
  /** Waits between attempts; default a timer. */
  sleep?: ((milliseconds: number, signal?: AbortSignal) => Promise<unknown>) | undefined
  /** Reads a `Retry-After` that is a date; default the machine's clock. */
  clock?: Clock | undefined
}

/** What the server answered instead of JSON: the `cause` of a `request-failed` that has a status. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError'
  /** The HTTP status, for example 404. */
  readonly status: number
  /** Milliseconds that the server asked to wait, if it did. */
  readonly retryAfterMs: number | undefined

  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

const longestWaitMs = 60_000

/**
 * GETs a URL and parses its body as JSON. Status 429, 5xx, a lost connection and a timeout are tried again after
 * `Retry-After`, else after 0.5, 1, 2 … seconds, never more than 60 seconds at a time.
 *
 * @throws VitestJudgeError `request-failed`; its `cause` is an `HttpStatusError` where the server answered
 */
export async function fetchJson(url: string | URL, options: FetchJsonOptions = {}): Promise<unknown> {
  const { retries = 3, signal, sleep = defaultSleep, clock = systemClock } = options
  for (let attempt = 0; ; attempt++) {
    try {
      return parseBody(await request(url, options, clock))
    } catch (error) {
      if (attempt >= retries || signal?.aborted === true || !isTransient(error)) {
        throw failure(url, error, attempt + 1)
      }
      const asked = error instanceof HttpStatusError ? error.retryAfterMs : undefined
      const waitMs = Math.min(asked ?? 500 * 2 ** attempt, longestWaitMs)
      await sleep(waitMs, signal).catch((reason: unknown) => {
        throw failure(url, reason, attempt + 1)
      })
    }
  }
}

async function request(url: string | URL, options: FetchJsonOptions, clock: Clock): Promise<string> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000)
  const response = await fetch(url, {
    headers: { accept: 'application/json', ...options.headers },
    signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
  })
  const body = await response.text()
  if (response.ok) return body
  const detail = body.trim().replaceAll(/\s+/g, ' ').slice(0, 200)
  throw new HttpStatusError(
    response.status,
    `status ${response.status}${detail === '' ? '' : ` (${detail})`}`,
    retryAfterMs(response.headers.get('retry-after'), clock),
  )
}

function retryAfterMs(header: string | null, clock: Clock): number | undefined {
  if (header === null) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - clock())
}

class NotJson extends Error {}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw new NotJson(`a body that is not JSON (${(error as Error).message})`, { cause: error })
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status === 429 || error.status >= 500
  return !(error instanceof NotJson)
}

function failure(url: string | URL, error: unknown, attempts: number): VitestJudgeError {
  const received =
    error instanceof HttpStatusError || error instanceof NotJson
      ? `received ${error.message}`
      : `received no answer (${reasonOf(error)})`
  return new VitestJudgeError('request-failed', {
    message: `GET ${String(url)} failed after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${received}; expected JSON.`,
    hint: 'Check the address, the connection and the access rights, then run again.',
    cause: error,
  })
}

/** What `fetch` says of a lost connection stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message || (cause as NodeJS.ErrnoException).code || error.message
}

function defaultSleep(milliseconds: number, signal?: AbortSignal): Promise<unknown> {
  return wait(milliseconds, undefined, signal === undefined ? {} : { signal })
}

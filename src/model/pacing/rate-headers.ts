import { readDate, readNumber, readRetryAfter } from './retry-after.ts'

/** What the headers of a response say about when the next request is welcome. Times in milliseconds since 1970. */
export interface RateHints {
  /** From `retry-after-ms` or `Retry-After`. */
  retryAtMs?: number
  /** From the rate limit headers, where they say that nothing remains: when all of the allowance is back. */
  fullAgainAtMs?: number
  /** The same, but when the first request of it is back, where the headers tell how many the allowance holds. */
  nextAtMs?: number
}

interface Allowance {
  remaining: string
  reset: string
  /** Named where an allowance of requests comes back one by one. */
  limit?: string
}

/** The allowances of OpenAI and the services that speak its protocol, and those of Anthropic. */
const allowances: readonly Allowance[] = [
  {
    remaining: 'x-ratelimit-remaining-requests',
    reset: 'x-ratelimit-reset-requests',
    limit: 'x-ratelimit-limit-requests',
  },
  { remaining: 'x-ratelimit-remaining-tokens', reset: 'x-ratelimit-reset-tokens' },
  {
    remaining: 'anthropic-ratelimit-requests-remaining',
    reset: 'anthropic-ratelimit-requests-reset',
    limit: 'anthropic-ratelimit-requests-limit',
  },
  ...['tokens', 'input-tokens', 'output-tokens'].map((kind) => ({
    remaining: `anthropic-ratelimit-${kind}-remaining`,
    reset: `anthropic-ratelimit-${kind}-reset`,
  })),
]

/**
 * Reads `Retry-After`, `retry-after-ms`, and the `x-ratelimit-*` and `anthropic-ratelimit-*` headers of a response,
 * whatever its status. Resets are durations (`6m0s`, `20ms`), seconds or dates. What cannot be read is left out.
 */
export function readRateHeaders(headers: Headers, nowMs: number): RateHints {
  const retryAtMs = readRetryAfter(headers, nowMs)
  const used = allowances.flatMap(({ remaining, reset, limit }) => {
    const resetAtMs = readReset(headers.get(reset), nowMs)
    if (resetAtMs === undefined || readNumber(headers.get(remaining)) !== 0) return []
    const size = Math.max(1, (limit && readNumber(headers.get(limit))) || 1)
    return [{ fullAgainAtMs: resetAtMs, nextAtMs: nowMs + (resetAtMs - nowMs) / size }]
  })
  const hints: RateHints = retryAtMs === undefined ? {} : { retryAtMs }
  if (used.length === 0) return hints
  hints.fullAgainAtMs = Math.max(...used.map(({ fullAgainAtMs }) => fullAgainAtMs))
  hints.nextAtMs = Math.max(...used.map(({ nextAtMs }) => nextAtMs))
  return hints
}

function readReset(text: string | null, nowMs: number): number | undefined {
  const seconds = readNumber(text)
  if (seconds !== undefined) return nowMs + seconds * 1000
  const durationMs = readDuration(text)
  if (durationMs !== undefined) return nowMs + durationMs
  const date = readDate(text)
  return date === undefined ? undefined : Math.max(nowMs, date)
}

const unitMs: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** A duration as Go writes it: `1h2m3s`, `6m0s`, `1.5s`, `20ms`. */
function readDuration(text: string | null): number | undefined {
  const trimmed = text?.trim() ?? ''
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(trimmed)) return undefined
  const parts = trimmed.match(/[\d.]+(ms|[dhms])/g) ?? []
  return parts.reduce(
    (sum, part) => sum + Number.parseFloat(part) * (unitMs[part.replace(/[\d.]+/, '')] ?? 0),
    0,
  )
}

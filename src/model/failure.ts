import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  InternalServerError,
  RateLimitError,
} from 'openai'
import { ModelCallError, type CallFailure } from './model-call-error.ts'
import { maskText } from './recordings/mask-secrets.ts'
import { UnusableAnswer } from './unusable-answer.ts'

/** Whatever went wrong in a call, as the reason and detail of a `ModelCallError`; the secret is blotted out. */
export function describeFailure(error: unknown, secret: string | undefined): CallFailure {
  const failure = classify(error)
  return secret === undefined ? failure : { ...failure, detail: maskText(failure.detail, [secret]) }
}

function classify(error: unknown): CallFailure {
  if (error instanceof UnusableAnswer) return error.failure
  if (error instanceof ModelCallError) return { reason: error.reason, detail: error.detail }
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof APIUserAbortError) return { reason: 'aborted', detail }
  if (error instanceof APIConnectionTimeoutError) return { reason: 'timeout', detail }
  if (error instanceof APIConnectionError) return { reason: 'connection', detail: connectionDetail(error) }
  if (error instanceof RateLimitError) return { reason: 'rate-limited', detail }
  if (error instanceof InternalServerError) return { reason: 'provider-error', detail }
  if (error instanceof APIError) return { reason: 'rejected', detail }
  if (error instanceof SyntaxError) return { reason: 'malformed', detail: 'the response is not JSON' }
  // Nested so deeply that it cannot be written down.
  if (error instanceof RangeError)
    return { reason: 'malformed', detail: `the answer cannot be read: ${detail}` }
  return { reason: 'connection', detail: connectionDetail(error) }
}

/** The messages down the chain of causes: a lost connection says why only at its end. */
function connectionDetail(error: unknown): string {
  const parts: string[] = []
  for (let cause = error; cause instanceof Error && parts.length < 5; cause = cause.cause) {
    const code = (cause as NodeJS.ErrnoException).code
    parts.push(cause.message || code || cause.name)
  }
  return parts.length > 0 ? parts.join(': ') : String(error)
}

import type { TokenUsage, UnscoredReason } from '../contract/index.ts'

const longestDetail = 300

/** What a `ModelCallError` is made of. */
export interface CallFailure {
  reason: UnscoredReason
  /** What was received, in words; white space is joined and the text cut at 300 characters. */
  detail: string
  tokens?: TokenUsage
  latencyMs?: number
  model?: string
}

/** The one way in which a model call fails. Holds all that an unscored verdict records, and never the key. */
export class ModelCallError extends Error {
  override readonly name = 'ModelCallError'
  readonly reason: UnscoredReason
  /** What was received, in words; at most 300 characters. */
  readonly detail: string
  /** What the failed call used up, where the provider reported it. */
  readonly tokens?: TokenUsage
  readonly latencyMs?: number
  readonly model?: string

  constructor(failure: CallFailure) {
    const joined = failure.detail.replaceAll(/\s+/g, ' ').trim()
    const detail = joined.length > longestDetail ? `${joined.slice(0, longestDetail - 1)}…` : joined
    super(`${failure.reason}: ${detail}`)
    this.reason = failure.reason
    this.detail = detail
    if (failure.tokens) this.tokens = failure.tokens
    if (failure.latencyMs !== undefined) this.latencyMs = failure.latencyMs
    if (failure.model !== undefined) this.model = failure.model
  }
}

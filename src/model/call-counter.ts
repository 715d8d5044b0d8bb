import { addTokens, type CallUsage, type TokenUsage, type UnscoredReason } from '../contract/index.ts'
import type { CallReport } from './call-scope.ts'

/** Counts the calls that a `CallScope` tells of: those of one row's system under test, or of one alignment. */
export class CallCounter {
  readonly #byModel = new Map<string, CallUsage>()
  /** Why the first call that failed had no answer. */
  failure: UnscoredReason | undefined

  /** Counts one call. */
  add({ model = 'unknown', endpoint, recorded, answered, reason, tokens }: CallReport): void {
    if (!answered) this.failure ??= reason
    // Nobody was asked.
    if (reason === 'not-recorded' || reason === 'over-budget') return
    const key = `${model} ${endpoint}`
    const known = this.#byModel.get(key) ?? {
      model,
      endpoint,
      asked: 0,
      recorded: 0,
      failed: 0,
      uncounted: 0,
      tokens: { prompt: 0, completion: 0 },
    }
    this.#byModel.set(key, known)
    if (recorded) countRecorded(known, tokens)
    else known.asked++
    if (!recorded && !answered) known.failed++
    if (!recorded && answered && tokens === undefined) known.uncounted++
    if (!recorded && tokens !== undefined) known.tokens = addTokens(known.tokens, tokens)
  }

  /** What was called, by model in order; undefined where nothing was. */
  usage(): CallUsage[] | undefined {
    if (this.#byModel.size === 0) return undefined
    const keys = [...this.#byModel.keys()].sort()
    return keys.flatMap((key) => this.#byModel.get(key) ?? [])
  }
}

function countRecorded(known: CallUsage, tokens: TokenUsage | undefined): void {
  const earlier = known.recorded === 0 ? { prompt: 0, completion: 0 } : known.recordedTokens
  known.recorded++
  if (earlier === undefined || tokens === undefined) delete known.recordedTokens
  else known.recordedTokens = addTokens(earlier, tokens)
}

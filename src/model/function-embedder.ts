import type { EmbedderIdentity } from '../contract/index.ts'
import { CallGuard } from './call-guard.ts'
import type { Embedder } from './embedding.ts'
import { ModelCallError, type CallFailure } from './model-call-error.ts'
import { UnusableAnswer } from './unusable-answer.ts'
import { readVectorList } from './vectors.ts'

/** What makes vectors in this process. */
export interface EmbeddingFunction {
  identity: EmbedderIdentity
  /** The most texts of one call. */
  textsPerCall: number
  /** Makes calls one after the other, so that the time of one does not run while it waits; default at once. */
  isOneAtATime?: boolean
  embed(texts: readonly string[], options: { signal: AbortSignal }): unknown
}

/**
 * An embedder made of a function: what it throws is `provider-error`, what are no vectors of the right length is
 * `malformed`.
 */
export function functionEmbedder(made: EmbeddingFunction): Embedder {
  const { identity, textsPerCall, isOneAtATime = false } = made
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (!isOneAtATime) return work()
    const result = turn.then(work)
    turn = result.catch(() => {})
    return result
  }
  return {
    identity,
    async embed(texts, options = {}) {
      const guard = new CallGuard(options)
      try {
        const vectors: number[][] = []
        for (let start = 0; start < texts.length; start += textsPerCall) {
          const batch = texts.slice(start, start + textsPerCall)
          const found = await guard.race(() =>
            inTurn(() => {
              if (guard.ending === undefined) guard.startAttempt()
              return guard.race(async () => made.embed(batch, { signal: guard.signal }))
            }),
          )
          guard.endAttempt()
          vectors.push(...readVectorList(found, batch.length, identity.dimensions))
        }
        return vectors
      } catch (error) {
        throw new ModelCallError({ ...failureOf(guard.ending ?? error), model: identity.model })
      } finally {
        guard.release()
      }
    },
  }
}

/** An embedder that cannot be had: each call of it fails with `no-embedder` and says why. */
export function missingEmbedder(identity: EmbedderIdentity, detail: string): Embedder {
  return {
    identity,
    embed: async () => {
      throw new ModelCallError({ reason: 'no-embedder', detail, model: identity.model })
    },
  }
}

function failureOf(error: unknown): CallFailure {
  if (error instanceof UnusableAnswer) return error.failure
  if (error instanceof ModelCallError) return { reason: error.reason, detail: error.detail }
  return { reason: 'provider-error', detail: error instanceof Error ? error.message : String(error) }
}

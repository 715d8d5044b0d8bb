import type { UnscoredReason } from '../contract/index.ts'
import type { ChatModel } from './chat.ts'
import { ModelCallError } from './model-call-error.ts'

/** The model could not be had, or is not among the recordings that are replayed; what it answered is another matter. */
const unavailable: ReadonlySet<UnscoredReason> = new Set([
  'rate-limited',
  'provider-error',
  'connection',
  'timeout',
  'not-recorded',
])

/**
 * A model in whose place another is asked where it cannot be had. It keeps the name; the reply says who answered. Where
 * neither is recorded, the error is that of the model.
 */
export function withFallback(model: ChatModel, fallback: ChatModel): ChatModel {
  return {
    name: model.name,
    endpoint: model.endpoint,
    async chat(request, options) {
      try {
        return await model.chat(request, options)
      } catch (error) {
        if (!(error instanceof ModelCallError) || !unavailable.has(error.reason)) throw error
        const reply = await fallback.chat(request, options).catch((other: unknown) => {
          throw other instanceof ModelCallError && other.reason === 'not-recorded' ? error : other
        })
        return { ...reply, fallback: true }
      }
    },
  }
}

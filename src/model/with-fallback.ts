import type { UnscoredReason } from '../contract/index.ts'
import type { ChatModel } from './chat.ts'
import { ModelCallError } from './model-call-error.ts'

/** The model could not be had; what it answered is another matter. */
const unavailable: ReadonlySet<UnscoredReason> = new Set([
  'rate-limited',
  'provider-error',
  'connection',
  'timeout',
])

/** A model in whose place another is asked where it cannot be had. It keeps the name; the reply says who answered. */
export function withFallback(model: ChatModel, fallback: ChatModel): ChatModel {
  return {
    name: model.name,
    endpoint: model.endpoint,
    async chat(request, options) {
      try {
        return await model.chat(request, options)
      } catch (error) {
        if (!(error instanceof ModelCallError) || !unavailable.has(error.reason)) throw error
        return { ...(await fallback.chat(request, options)), fallback: true }
      }
    },
  }
}

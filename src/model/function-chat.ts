import { z } from 'zod'
import { tokenUsageSchema } from '../contract/index.ts'
import { systemClock, type Clock } from '../io/index.ts'
import { CallGuard } from './call-guard.ts'
import type { ChatFunction, ChatModel } from './chat.ts'
import { ModelCallError, type CallFailure } from './model-call-error.ts'
import { shown } from './unusable-answer.ts'

const resultSchema = z.union([
  z.string().transform((text) => ({ text, tokens: undefined })),
  z.object({ text: z.string(), tokens: tokenUsageSchema.optional() }),
])

/** A chat model made of a function: what it throws is `provider-error`, what is no text is `malformed`. */
export function functionChat(ask: ChatFunction, clock: Clock = systemClock): ChatModel {
  const name = `function:${ask.name || 'anonymous'}`
  return {
    name,
    endpoint: 'function',
    async chat(request, options = {}) {
      const start = clock()
      const latencyMs = () => Math.max(0, clock() - start)
      const guard = new CallGuard(options)
      guard.startAttempt()
      try {
        const result = await guard.race(async () => ask(request, { ...options, signal: guard.signal }))
        const { text, tokens } = readResult(result)
        return { text, model: name, ...(tokens ? { tokens } : {}), latencyMs: latencyMs() }
      } catch (error) {
        throw new ModelCallError({
          ...functionFailure(guard.ending ?? error),
          model: name,
          latencyMs: latencyMs(),
        })
      } finally {
        guard.release()
      }
    },
  }
}

function readResult(result: unknown) {
  const parsed = resultSchema.safeParse(result)
  if (parsed.success && parsed.data.text.trim() !== '') return parsed.data
  const detail = `expected a text or { text, tokens? } from the function, got ${shown(result)}`
  throw new ModelCallError({ reason: 'malformed', detail })
}

function functionFailure(error: unknown): CallFailure {
  if (error instanceof ModelCallError) return { reason: error.reason, detail: error.detail }
  return { reason: 'provider-error', detail: error instanceof Error ? error.message : String(error) }
}

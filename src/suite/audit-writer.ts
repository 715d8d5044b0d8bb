import { chatModel, type ModelSpec } from '../model/index.ts'
import type { AuditCalls } from './audit-calls.ts'

/** Has a model write a text. */
export type Write = (prompt: string, isUsable?: (text: string) => boolean) => Promise<string>

/**
 * Asks the writer of an audit, else the reflection model of the environment. An answer that cannot be used is not
 * recorded.
 *
 * @throws VitestJudgeError `no-model`; ModelCallError where the model fails
 */
export function auditWriter(spec: ModelSpec | undefined, calls: AuditCalls, signal: AbortSignal): Write {
  return async (prompt, isUsable) => {
    const request = { messages: [{ role: 'user' as const, content: prompt }], temperature: 0 }
    const options = { signal, ...(isUsable && { isUsable }) }
    const reply = await chatModel(spec, 'reflection').chat(request, options)
    calls.add(reply.recorded === true)
    return reply.text
  }
}

import type { SampleProbe } from '../audit/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { chatModel, type ChatModel, ModelCallError, type ModelSpec } from '../model/index.ts'
import type { AuditCalls } from './audit-calls.ts'

/** Has a model write a text; an answer that cannot be used is not recorded. */
export type Write = (prompt: string, isUsable?: (text: string) => boolean) => Promise<string>

/**
 * The writer of an audit, else the reflection model of the environment; its calls are counted, and end with the signal.
 * @throws VitestJudgeError `no-model`
 */
export function auditWriter(spec: ModelSpec | undefined, calls: AuditCalls, signal: AbortSignal): ChatModel {
  const model = chatModel(spec, 'reflection')
  return {
    name: model.name,
    endpoint: model.endpoint,
    async chat(request, options) {
      try {
        const reply = await model.chat(request, { ...options, signal })
        calls.add(reply.recorded === true)
        return reply
      } catch (error) {
        if (error instanceof ModelCallError) calls.addFailed(error.reason)
        throw error
      }
    },
  }
}

/** Has a writer write texts; it is had when the first is wanted. Throws what the writer throws. */
export function writeWith(writer: () => ChatModel): Write {
  return async (prompt, isUsable) => {
    const request = { messages: [{ role: 'user' as const, content: prompt }], temperature: 0 }
    return (await writer().chat(request, isUsable && { isUsable })).text
  }
}

/**
 * Writes as many texts for one sample as the probe says, since that is what was said beforehand.
 * @throws VitestJudgeError `invalid-options` for one more; what `write` throws
 */
export function writeForSample({ name, writes = 0 }: SampleProbe, write: Write): Write {
  let written = 0
  return async (prompt) => {
    if (written++ < writes) return write(prompt)
    throw new VitestJudgeError('invalid-options', {
      message: `The probe ${JSON.stringify(name)} has more than ${writes} texts written for a sample; expected no more than its \`writes\`, by which its cost is known beforehand.`,
      hint: `Write probe(${JSON.stringify(name)}, description, change, { writes: ${written} }).`,
    })
  }
}

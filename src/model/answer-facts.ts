import { z } from 'zod'
import { type TokenUsage, tokenUsageSchema } from '../contract/index.ts'

/** What an answer of some provider says of itself. */
export interface AnswerFacts {
  model?: string
  tokens?: TokenUsage
  /** False when it is empty, was cut off, stopped by a filter, or is an error or no end. */
  isWhole: boolean
}

const count = z.int().min(0).optional().catch(undefined)
const text = z.string().min(1).optional().catch(undefined)

/** What the answers of OpenAI (both of its interfaces), Anthropic and Google have, of which each has a part. */
const factsSchema = z
  .object({
    model: text,
    modelVersion: text,
    stop_reason: text,
    status: text,
    choices: z.array(z.object({ finish_reason: text })).catch([]),
    candidates: z.array(z.object({ finishReason: text })).catch([]),
    usage: z
      .object({ prompt_tokens: count, completion_tokens: count, input_tokens: count, output_tokens: count })
      .optional()
      .catch(undefined),
    usageMetadata: z
      .object({ promptTokenCount: count, candidatesTokenCount: count })
      .optional()
      .catch(undefined),
    message: z
      .object({ model: text, usage: z.object({ input_tokens: count }).optional().catch(undefined) })
      .optional()
      .catch(undefined),
    delta: z.object({ stop_reason: text }).optional().catch(undefined),
    response: z.unknown(),
    error: z.unknown(),
  })
  .partial()

const cutOff = new Set([
  'length',
  'content_filter',
  'max_tokens',
  'refusal',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'PROHIBITED_CONTENT',
])

/** The last status of a task that has not ended well. */
const unended = new Set(['incomplete', 'queued', 'in_progress', 'failed', 'cancelled'])

interface Gathered {
  model?: string
  prompt?: number
  completion?: number
  status?: string
  /** Something says that it was cut off, or is an error. */
  isCut: boolean
  /** A message began, and one ended. */
  begins: boolean
  ends: boolean
}

/** Reads an answer in JSON, or the events of a streamed one; of anything else nothing is known but that it is whole. */
export function answerFacts(answer: string): AnswerFacts {
  const isJson = answer.trimStart().startsWith('{')
  const facts: Gathered = { isCut: false, begins: false, ends: false }
  const values = (isJson ? [answer] : eventsOf(answer)).map(jsonOrUndefined)
  for (const value of values) addFacts(facts, value)
  const { model, prompt, completion = 0, status, isCut, begins, ends } = facts
  const tokens = tokenUsageSchema.safeParse({ prompt, completion })
  const isBroken = isJson && values[0] === undefined
  const isEnded = isJson || !begins || ends
  return {
    ...(model !== undefined && { model }),
    ...(tokens.success && { tokens: tokens.data }),
    isWhole:
      answer.trim() !== '' &&
      !isCut &&
      !isBroken &&
      isEnded &&
      (status === undefined || !unended.has(status)),
  }
}

function addFacts(facts: Gathered, value: unknown): void {
  const parsed = factsSchema.safeParse(value)
  if (!parsed.success) return
  const { model, modelVersion, usage, usageMetadata, message, response, error } = parsed.data
  const named = model ?? modelVersion ?? message?.model
  const prompt =
    usage?.prompt_tokens ??
    usage?.input_tokens ??
    usageMetadata?.promptTokenCount ??
    message?.usage?.input_tokens
  const completion = usage?.completion_tokens ?? usage?.output_tokens ?? usageMetadata?.candidatesTokenCount
  if (named !== undefined) facts.model = named
  if (prompt !== undefined) facts.prompt = prompt
  if (completion !== undefined) facts.completion = completion
  const { choices = [], candidates = [], stop_reason, delta, status } = parsed.data
  const ends = [
    ...choices.map(({ finish_reason }) => finish_reason),
    ...candidates.map(({ finishReason }) => finishReason),
    stop_reason,
    delta?.stop_reason,
  ].filter((end) => end !== undefined)
  if (status !== undefined) facts.status = status
  if (ends.some((end) => cutOff.has(end)) || (error !== undefined && error !== null)) facts.isCut = true
  if (choices.length > 0 || candidates.length > 0 || message !== undefined) facts.begins = true
  if (ends.length > 0) facts.ends = true
  // The events of OpenAI's Responses hold the response itself.
  if (typeof response === 'object' && response !== null) addFacts(facts, response)
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The data of server-sent events. */
function eventsOf(answer: string): string[] {
  return answer.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []))
}

import { z } from 'zod'
import { tokenUsageSchema, type TokenUsage } from '../contract/index.ts'
import type { CallFailure } from './model-call-error.ts'
import { shown, UnusableAnswer } from './unusable-answer.ts'

/** The longest answer that is read, in characters: far more than any model writes. */
const longestText = 1_000_000

const completionSchema = z.object({
  model: z.string().min(1).optional().catch(undefined),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
})

const details = (name: string) =>
  z
    .object({ [name]: z.int().min(0) })
    .optional()
    .catch(undefined)

const usageSchema = z.object({
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    prompt_tokens_details: details('cached_tokens'),
    completion_tokens_details: details('reasoning_tokens'),
  }),
})

/**
 * Reads a chat completion: its text, the model's name if it gives one, and its token counts if they are counts.
 *
 * @throws UnusableAnswer `refused`, `truncated` or `malformed`, which a text of more than a million characters is too
 */
export function readCompletion(response: unknown): { text: string; model?: string; tokens?: TokenUsage } {
  const tokens = readTokens(response)
  const fail = (reason: CallFailure['reason'], detail: string) =>
    new UnusableAnswer({ reason, detail, ...(tokens ? { tokens } : {}) })
  const parsed = completionSchema.safeParse(response)
  if (!parsed.success) throw fail('malformed', `expected a chat completion, got ${shown(response)}`)
  const choice = parsed.data.choices[0]
  const { content, refusal } = choice?.message ?? {}
  if (refusal) throw fail('refused', refusal)
  if (choice?.finish_reason === 'content_filter') throw fail('refused', 'stopped by the content filter')
  if (choice?.finish_reason === 'length') {
    throw fail('truncated', `cut off at the token limit after ${(content ?? '').length} characters`)
  }
  if (!content?.trim()) throw fail('malformed', 'the answer is empty')
  if (content.length > longestText) {
    throw fail('malformed', `the answer has ${content.length} characters, expected at most ${longestText}`)
  }
  const { model } = parsed.data
  return { text: content, ...(model === undefined ? {} : { model }), ...(tokens ? { tokens } : {}) }
}

function readTokens(response: unknown): TokenUsage | undefined {
  const parsed = usageSchema.safeParse(response)
  if (!parsed.success) return undefined
  const { prompt_tokens: prompt, completion_tokens: completion, ...parts } = parsed.data.usage
  const cached = parts.prompt_tokens_details?.['cached_tokens']
  const reasoning = parts.completion_tokens_details?.['reasoning_tokens']
  return tokenUsageSchema.safeParse({
    prompt,
    completion,
    ...(cached !== undefined && cached > 0 && { cached }),
    ...(reasoning !== undefined && reasoning > 0 && { reasoning }),
  }).data
}

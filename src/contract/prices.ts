import { z } from 'zod'
import type { TokenUsage } from './verdict.ts'

/** What a model costs, in US dollars for a million tokens. */
export const priceSchema = z.strictObject({
  prompt: z.number().min(0),
  /** Of prompt tokens that the provider had cached; default the price of the others. */
  cached: z.number().min(0).optional(),
  /** Of completion tokens, reasoning included; default 0, as of embedding models. */
  completion: z.number().min(0).optional(),
})

/** What a model costs, in US dollars for a million tokens. */
export type Price = z.infer<typeof priceSchema>

/** Prices of models, and on which day they were so. */
export const pricesSchema = z.strictObject({
  date: z.iso.date(),
  models: z.record(z.string().min(1), priceSchema),
})

/** Prices of models, and on which day they were so. */
export type Prices = z.infer<typeof pricesSchema>

/** The price of a model, also of its dated version (`gpt-5-mini-2025-08-07`); undefined where none is known. */
export function priceOf({ models }: Prices, model: string): Price | undefined {
  const own = (name: string) => (Object.hasOwn(models, name) ? models[name] : undefined)
  return own(model) ?? own(model.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, ''))
}

/** Tokens of two calls together. */
export function addTokens(left: TokenUsage, right: TokenUsage = { prompt: 0, completion: 0 }): TokenUsage {
  const cached = (left.cached ?? 0) + (right.cached ?? 0)
  const reasoning = (left.reasoning ?? 0) + (right.reasoning ?? 0)
  return {
    prompt: left.prompt + right.prompt,
    completion: left.completion + right.completion,
    ...(cached > 0 && { cached }),
    ...(reasoning > 0 && { reasoning }),
  }
}

/** What tokens cost at a price, in US dollars. */
export function costOf({ prompt, completion, cached = 0 }: TokenUsage, price: Price): number {
  const known = Math.min(cached, prompt)
  const ofPrompt = (prompt - known) * price.prompt + known * (price.cached ?? price.prompt)
  return (ofPrompt + completion * (price.completion ?? 0)) / 1e6
}

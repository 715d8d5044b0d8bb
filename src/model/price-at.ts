import { costOf, type Price, priceOf, type Prices, type TokenUsage } from '../contract/index.ts'
import { builtInPrices } from './built-in-prices.ts'
import { offlineEndpoint, openAIEndpoint } from './endpoints.ts'
import { placedWiring } from './wiring.ts'

/**
 * The price of a model at an endpoint: of one's own list wherever it is asked, else OpenAI's list price at OpenAI
 * itself; elsewhere a model of that name may cost anything. Undefined where none is known.
 */
function priceAt(own: Prices | undefined, endpoint: string, model: string): Price | undefined {
  return (
    (own && priceOf(own, model)) ?? (endpoint === openAIEndpoint ? priceOf(builtInPrices, model) : undefined)
  )
}

/** The known prices of models at their endpoints, with the day they are of; undefined where none is known. */
export function pricesOf(
  own: Prices | undefined,
  used: readonly { model: string; endpoint: string }[],
): Prices | undefined {
  const known = used.flatMap(({ model, endpoint }) => {
    const price = priceAt(own, endpoint, model)
    return price === undefined ? [] : [[model, price] as const]
  })
  if (known.length === 0) return undefined
  return { date: (own ?? builtInPrices).date, models: Object.fromEntries(known.sort(byName)) }
}

/** What a call took of the budget: tokens where they are known, and their cost where a price is; the stand-in's is 0. */
export function spent(
  endpoint: string,
  asked: string,
  { model = asked, tokens }: { model?: string; tokens?: TokenUsage },
): { tokens?: number; costUsd?: number } {
  if (endpoint === offlineEndpoint)
    return { tokens: tokens === undefined ? 0 : tokens.prompt + tokens.completion, costUsd: 0 }
  if (tokens === undefined) return {}
  const price = priceAt(placedWiring()?.wiring.prices, endpoint, model)
  return {
    tokens: tokens.prompt + tokens.completion,
    ...(price !== undefined && { costUsd: costOf(tokens, price) }),
  }
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0
}

import {
  addTokens,
  type CallUsage,
  costOf,
  priceOf,
  type Prices,
  type TokenUsage,
} from '../../contract/index.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'

/** Calls to one model, wherever it was asked. */
export type ModelUsage = Omit<CallUsage, 'endpoint'>

/** Calls summed, and what those of them cost that were asked. */
export interface CallSums extends Omit<ModelUsage, 'model'> {
  /**
   * In US dollars; undefined where a part is unknown, as a model has no known price or tokens were not counted.
   * What comes from a recording costs nothing, and nothing is known of what failed.
   */
  costUsd: Statistic
}

/** The calls to one model, summed. */
export interface ModelCalls extends CallSums {
  model: string
}

/** The tokens of no call. */
export const noTokens: TokenUsage = { prompt: 0, completion: 0 }

/** Sums calls to any models. */
export function sumCalls(calls: readonly ModelUsage[], prices: Prices | undefined): CallSums {
  const total = (count: (call: ModelUsage) => number) => calls.reduce((sum, call) => sum + count(call), 0)
  const asked = total((call) => call.asked)
  const uncounted = total((call) => call.uncounted)
  return {
    asked,
    recorded: total((call) => call.recorded),
    failed: total((call) => call.failed),
    uncounted,
    tokens: sumTokens(calls),
    costUsd: costOfCalls(calls, prices, `no tokens were counted for ${uncounted} of ${asked} calls`),
  }
}

/** Calls by model, in order of the models' names. */
export function groupByModel(calls: readonly ModelUsage[]): [model: string, calls: ModelUsage[]][] {
  return [...Map.groupBy(calls, ({ model }) => model)].sort(([left], [right]) => (left < right ? -1 : 1))
}

function costOfCalls(calls: readonly ModelUsage[], prices: Prices | undefined, uncounted: string): Statistic {
  const unknown: string[] = []
  let cost = 0
  for (const [model, own] of groupByModel(calls)) {
    const tokens = sumTokens(own)
    if (tokens.prompt + tokens.completion === 0) continue
    const price = prices && priceOf(prices, model)
    if (price === undefined) unknown.push(model)
    else cost += costOf(tokens, price)
  }
  if (unknown.length > 0) return undefinedStatistic(`no price is known for ${unknown.join(', ')}`)
  return calls.some((call) => call.uncounted > 0) ? undefinedStatistic(uncounted) : value(cost)
}

function sumTokens(calls: readonly ModelUsage[]): TokenUsage {
  return calls.reduce((sum, { tokens }) => addTokens(sum, tokens), noTokens)
}

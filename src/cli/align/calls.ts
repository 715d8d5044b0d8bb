import { sumCalls, type ModelCalls } from '../../agreement/index.ts'
import type { Prices } from '../../contract/index.ts'
import { CallCounter, pricesOf, withCallScope } from '../../model/index.ts'

/**
 * Runs something and gives what it asked of models and embedders behind services, by model, with the cost where it is
 * known: at the prices given, else OpenAI's list prices at OpenAI itself.
 */
export async function countingCalls<Result>(
  prices: Prices | undefined,
  work: () => Promise<Result>,
): Promise<Result & { calls: ModelCalls[] }> {
  const counter = new CallCounter()
  const result = await withCallScope({ repeat: 0, onCall: (call) => counter.add(call) }, work)
  const used = (counter.usage() ?? []).filter(({ endpoint }) => endpoint !== 'offline')
  const known = pricesOf(prices, used)
  const calls = used.map(({ endpoint: _, ...usage }) => ({
    model: usage.model,
    ...sumCalls([usage], known),
  }))
  return { ...result, calls }
}

import type { JsonValue } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { cutToTokens, tokenEstimate } from '../model/index.ts'
import { flatText } from './flat-text.ts'
import { traceText } from './trace-text.ts'

/** The sides of a sample that are embedded together. */
export interface EmbeddedSides {
  inputs: JsonValue
  outputs: JsonValue
  /** For judges of conversations. */
  conversation?: JsonValue | undefined
  /** For judges of traces. */
  trace?: JsonValue | undefined
}

/** As many tokens as OpenAI's embedding models take, of which all texts are embedded whatever the model. */
export const embeddedTokens = 8191

/**
 * What a sample says, for stored episodes and for queries alike: inputs, outputs and, where they are there,
 * conversation and trace, a newline between them. Strings stand as they are; other JSON is flattened to `key: value`
 * lines in key order, nested keys joined by dots, the items of an array under the key of the array; a trace is its
 * `traceText`. Equal values give equal text, whatever the order of their keys.
 */
export function episodeText(sides: EmbeddedSides): string {
  return textsOf(sides).join('\n')
}

/**
 * The text that is embedded, for stored episodes and for queries alike: `episodeText`, cut to `embeddedTokens` by
 * `tokenEstimate`. The longest side is cut first, then those that are as long, so that each side keeps a share.
 */
export function embeddedText(sides: EmbeddedSides): string {
  const texts = textsOf(sides)
  const budget = embeddedTokens - texts.length
  const whole = texts.join('\n')
  if (cutToTokens(whole, budget) === whole) return whole
  const costs = texts.map(tokenEstimate)
  const most = fairShare(costs, budget)
  return texts.map((text, index) => ((costs[index] ?? 0) > most ? cutToTokens(text, most) : text)).join('\n')
}

/** The key of an embedded text in `vectors.jsonl`: the content hash of `{ text }`, 16 hexadecimal digits. */
export function textHash(text: string): string {
  return contentHash({ text })
}

/** The most that each of several costs may keep so that all together keep within the budget; Infinity where they do. */
function fairShare(costs: readonly number[], budget: number): number {
  let left = budget
  for (const [index, cost] of costs.toSorted((one, other) => one - other).entries()) {
    const share = Math.floor(left / (costs.length - index))
    if (cost > share) return share
    left -= cost
  }
  return Number.POSITIVE_INFINITY
}

function textsOf({ inputs, outputs, conversation, trace }: EmbeddedSides): string[] {
  return [
    flatText(inputs),
    flatText(outputs),
    ...(conversation === undefined ? [] : [flatText(conversation)]),
    ...(trace === undefined ? [] : [traceText(trace)]),
  ]
}

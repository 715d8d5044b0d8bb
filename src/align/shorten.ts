import type { JsonValue } from '../contract/index.ts'
import { cutToTokens, tokenEstimate } from '../model/index.ts'

/** How long texts inside a value may stay, in tokens, from step to step. */
const textSteps = [2000, 1000, 500, 250, 120, 60, 30]

/** How many items of a list may stay at each of its ends, from step to step, once its texts are as short as can be. */
const listSteps = [32, 16, 8, 4, 2, 1]

/**
 * A value within a budget of tokens (by `tokenEstimate` of its JSON): itself where it fits; else with its long texts
 * cut, then with the middle of its long lists left out, and at last as the beginning of its JSON. What was left out is
 * marked by `…`. The same value and budget give the same result.
 */
export function shortened(value: JsonValue, tokens: number): JsonValue {
  const fits = (candidate: JsonValue) => tokenEstimate(JSON.stringify(candidate)) <= tokens
  if (fits(value)) return value
  for (const most of textSteps) {
    const candidate = cutTexts(value, most)
    if (fits(candidate)) return candidate
  }
  const brief = cutTexts(value, textSteps.at(-1) as number)
  for (const ends of listSteps) {
    const candidate = cutLists(brief, ends)
    if (fits(candidate)) return candidate
  }
  return `${cutToTokens(JSON.stringify(value), Math.max(0, Math.floor(tokens / 2) - 4))}…`
}

function cutTexts(value: JsonValue, tokens: number): JsonValue {
  if (typeof value === 'string') {
    const cut = cutToTokens(value, tokens)
    return cut === value ? value : `${cut}…`
  }
  return mapWithin(value, (part) => cutTexts(part, tokens))
}

function cutLists(value: JsonValue, ends: number): JsonValue {
  if (!Array.isArray(value) || value.length <= 2 * ends)
    return mapWithin(value, (part) => cutLists(part, ends))
  const between = `… ${value.length - 2 * ends} left out …`
  return [...value.slice(0, ends), between, ...value.slice(-ends)].map((part) => cutLists(part, ends))
}

function mapWithin(value: JsonValue, change: (part: JsonValue) => JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(change)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]))
}

import type { Prices } from '../contract/index.ts'

/**
 * OpenAI's list prices on a day, in US dollars for a million tokens, for its own service alone. Whatever stands in no
 * list has no known price; a list of one's own comes first.
 */
export const builtInPrices: Prices = {
  date: '2025-08-07',
  models: {
    'gpt-5': { prompt: 1.25, cached: 0.125, completion: 10 },
    'gpt-5-mini': { prompt: 0.25, cached: 0.025, completion: 2 },
    'gpt-5-nano': { prompt: 0.05, cached: 0.005, completion: 0.4 },
    'gpt-4.1': { prompt: 2, cached: 0.5, completion: 8 },
    'gpt-4.1-mini': { prompt: 0.4, cached: 0.1, completion: 1.6 },
    'gpt-4.1-nano': { prompt: 0.1, cached: 0.025, completion: 0.4 },
    'gpt-4o': { prompt: 2.5, cached: 1.25, completion: 10 },
    'gpt-4o-mini': { prompt: 0.15, cached: 0.075, completion: 0.6 },
    o3: { prompt: 2, cached: 0.5, completion: 8 },
    'o4-mini': { prompt: 1.1, cached: 0.275, completion: 4.4 },
    'text-embedding-3-small': { prompt: 0.02 },
    'text-embedding-3-large': { prompt: 0.13 },
  },
}

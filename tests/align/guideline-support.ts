import type { Guideline } from '../../src/contract/index.ts'
import { contentHash } from '../../src/io/index.ts'
import { chatModel, readDataBlock, type ChatRequest } from '../../src/model/index.ts'

/** A distilled guideline, its id made of its text as `align` does. */
export function distilled(
  text: string,
  sources: readonly string[],
  more: Partial<Guideline> = {},
): Guideline {
  return {
    id: `g-${contentHash(text).slice(0, 8)}`,
    text,
    origin: 'distilled',
    sources: [...sources],
    pinned: false,
    muted: false,
    ...more,
  }
}

/** A guideline that a person wrote. */
export function written(id: string, text: string, more: Partial<Guideline> = {}): Guideline {
  return { id, text, origin: 'person', sources: [], pinned: false, muted: false, ...more }
}

/** A pair as a comparison shows it. */
export interface ShownPair {
  id: string
  first: string
  second: string
}

/** The pairs that a comparison request shows. */
export const pairsOf = (request: ChatRequest) =>
  readDataBlock(request.messages[1]?.content ?? '', 'pairs') as unknown as ShownPair[]

/** A model that compares guidelines as told, and keeps what it was asked. */
export function comparing(
  relate: (pair: ShownPair) => { relation: string; merged_text?: string } | undefined,
) {
  const requests: ChatRequest[] = []
  const model = chatModel(async function compare(request: ChatRequest) {
    requests.push(request)
    const pairs = pairsOf(request).flatMap((pair) => {
      const said = relate(pair)
      return said === undefined ? [] : [{ id: pair.id, merged_text: '', ...said }]
    })
    return JSON.stringify({ pairs })
  })
  return { requests, model }
}

import * as fc from 'fast-check'
import type { EmbedderIdentity, Episode, Guideline, Memory } from '../../src/contract/index.ts'
import { textHash, type VectorTable } from '../../src/memory/index.ts'

export const lexical: EmbedderIdentity = { model: 'offline-lexical', dimensions: 4, endpoint: 'offline' }
export const remote: EmbedderIdentity = { model: 'small', dimensions: 3, endpoint: 'http://127.0.0.1/v1' }

/** An episode of sample `s<number>` of row `r<number>`, embedded as `text`. */
export function episode(number: number, text: string, more: Partial<Episode> = {}): Episode {
  return {
    sampleId: `s${number}`,
    rowId: `r${number}`,
    inputs: { text },
    outputs: 'RESULTS',
    value: 'no',
    rationale: 'It states a method.',
    sources: [{ type: 'HUMAN', name: 'ada' }],
    fingerprint: `f${number}`,
    vector: textHash(text),
    ...more,
  }
}

export function guideline(id: string, text = 'Judge the sentence alone.'): Guideline {
  return { id, text, origin: 'distilled', sources: ['s1'], pinned: false, muted: false }
}

export function memoryOf(episodes: Episode[], more: Partial<Memory> = {}): Memory {
  return {
    schema: 'vitest-judge/memory@1',
    judge: {
      kind: 'instructions',
      name: 'pubmed',
      instructions: 'Is {{ outputs }} right?',
      valueType: { type: 'label', values: ['yes', 'no'] },
      model: 'offline',
      rationaleFirst: false,
      sampleRate: 1,
    },
    fingerprint: 'to be computed',
    reflectionModel: 'offline',
    embedder: lexical,
    k: 5,
    guidelines: [],
    episodes,
    ...more,
  }
}

/** A vector for each text that the episodes name, the same for the same hash and identity. */
export function tableOf(episodes: readonly Episode[], identity: EmbedderIdentity = lexical): VectorTable {
  const vectors = new Map(
    episodes.map(({ vector: hash }) => [
      hash,
      Float32Array.from(
        { length: identity.dimensions },
        (_, index) => Number.parseInt(hash.slice(2 * index, 2 * index + 2), 16) / 16 + 0.1,
      ),
    ]),
  )
  return { identity, vectors }
}

/** Memories of up to ten episodes over few texts, rows and groups, by one of two embedders. */
export const anyMemory: fc.Arbitrary<Memory> = fc
  .record({
    numbers: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 10 }),
    texts: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 10, maxLength: 10 }),
    rationale: fc.string(),
    guidelines: fc.uniqueArray(fc.constantFrom('g1', 'g2', 'g3')),
    embedder: fc.constantFrom(lexical, remote),
    k: fc.nat({ max: 9 }),
  })
  .map(({ numbers, texts, rationale, guidelines, embedder, k }) =>
    memoryOf(
      numbers.map((number, at) => episode(number, texts[at] ?? 'a', { rationale, rowId: `r${number % 7}` })),
      { embedder, k, guidelines: guidelines.map((id) => guideline(id)) },
    ),
  )

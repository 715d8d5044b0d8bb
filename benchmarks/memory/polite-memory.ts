import type { Episode, Guideline, JudgeDefinition, Memory } from '../../src/contract/index.ts'
import { embeddedText, memoryFingerprint, type VectorTable } from '../../src/memory/index.ts'
import { embedder } from '../../src/model/index.ts'
import { sentence } from './sentence.ts'

/** The judge whose memories are measured. */
export const politeJudge: JudgeDefinition = {
  kind: 'instructions',
  name: 'polite',
  instructions: 'Is {{ outputs }} a polite answer to {{ inputs }}?',
  valueType: { type: 'label', values: ['yes', 'no'] },
  model: 'offline',
  rationaleFirst: false,
  sampleRate: 1,
}

/** A guideline with a text of its own, learned from one sample. */
export function politeGuideline(number: number, source: string): Guideline {
  const text = sentence(6_000_000 + number)
  return { id: `g${number}`, text, origin: 'distilled', sources: [source], pinned: false, muted: false }
}

/** The judge's memory of guidelines and episodes, and the lexical vectors of those. */
export async function politeMemory(
  guidelines: Guideline[],
  episodes: Episode[],
): Promise<{ memory: Memory; table: VectorTable }> {
  const lexical = embedder({ model: 'offline-lexical' })
  const vectors = await lexical.embed(episodes.map(embeddedText))
  const table = {
    identity: lexical.identity,
    vectors: new Map(episodes.map(({ vector }, at) => [vector, Float32Array.from(vectors[at] ?? [])])),
  }
  const memory: Memory = {
    schema: 'vitest-judge/memory@1',
    judge: politeJudge,
    fingerprint: 'to be computed',
    reflectionModel: 'offline',
    embedder: lexical.identity,
    k: 5,
    guidelines,
    episodes,
  }
  return { memory: { ...memory, fingerprint: memoryFingerprint(memory) }, table }
}

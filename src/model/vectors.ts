import { type TokenUsage, tokenUsageSchema } from '../contract/index.ts'
import { shown, UnusableAnswer } from './unusable-answer.ts'

/**
 * The vectors of an embeddings response in the order of the texts, each checked: one per text, of the length
 * expected, every element a number that is finite as a 32-bit float, and not all of them 0.
 *
 * @throws UnusableAnswer `malformed`, naming what was received and what was expected
 */
export function readVectors(response: unknown, count: number, dimensions: number): number[][] {
  const data = (response as { data?: unknown } | null | undefined)?.data
  if (!Array.isArray(data)) throw malformed(`expected a list of embeddings, got ${shown(response)}`)
  if (data.length !== count) throw malformed(`got ${data.length} vectors, expected ${count}`)
  const vectors = new Map<unknown, number[]>()
  for (const [position, entry] of (data as unknown[]).entries()) {
    const { index = position, embedding } = (entry ?? {}) as { index?: unknown; embedding?: unknown }
    vectors.set(index, readVector(embedding, index, dimensions))
  }
  return Array.from({ length: count }, (_, index) => {
    const vector = vectors.get(index)
    if (vector === undefined)
      throw malformed(`no vector has index ${index}, expected 0 to ${count - 1} once each`)
    return vector
  })
}

/** How many tokens a provider counted, if it says so. */
export function readEmbeddingTokens(response: unknown): { tokens?: TokenUsage } {
  const { usage } = (response ?? {}) as { usage?: { prompt_tokens?: unknown } }
  const found = tokenUsageSchema.safeParse({ prompt: usage?.prompt_tokens, completion: 0 })
  return found.success ? { tokens: found.data } : {}
}

/**
 * The vectors that a function made, checked in the same way; each a list or a typed array of numbers.
 *
 * @throws UnusableAnswer `malformed`, naming what was received and what was expected
 */
export function readVectorList(found: unknown, count: number, dimensions: number): number[][] {
  if (!Array.isArray(found)) throw malformed(`expected a list of vectors, got ${shown(found)}`)
  if (found.length !== count) throw malformed(`got ${found.length} vectors, expected ${count}`)
  return (found as unknown[]).map((vector, index) =>
    readVector(ArrayBuffer.isView(vector) ? Array.from(vector as Float32Array) : vector, index, dimensions),
  )
}

function readVector(embedding: unknown, index: unknown, dimensions: number): number[] {
  const vector = `vector ${String(index)}`
  if (!Array.isArray(embedding))
    throw malformed(`expected ${vector} to be a list of numbers, got ${shown(embedding)}`)
  if (embedding.length !== dimensions) {
    throw malformed(
      `${vector} has ${embedding.length} elements, expected ${dimensions}` +
        (embedding.length > 0
          ? `; VITEST_JUDGE_EMBEDDING_DIMENSIONS=${embedding.length} fits this model`
          : ''),
    )
  }
  const wrong = (embedding as unknown[]).findIndex(
    (element) => typeof element !== 'number' || !Number.isFinite(Math.fround(element)),
  )
  if (wrong >= 0) {
    throw malformed(
      `expected element ${wrong} of ${vector} to be a finite number, got ${shown(embedding[wrong])}`,
    )
  }
  if (embedding.every((element) => Math.fround(element as number) === 0))
    throw malformed(`every element of ${vector} is 0; expected a direction`)
  return embedding as number[]
}

function malformed(detail: string): UnusableAnswer {
  return new UnusableAnswer({ reason: 'malformed', detail })
}

import type { EmbedderIdentity } from '../contract/index.ts'
import { systemClock, type Clock } from '../io/index.ts'
import { callService, type CallResult } from './call-service.ts'
import type { Embedder } from './embedding.ts'
import type { Service } from './service.ts'
import { readEmbeddingTokens, readVectors } from './vectors.ts'

const textsPerCall = 200

/** An embedder behind a service that speaks the OpenAI protocol. */
export function serviceEmbedder(
  service: Service,
  identity: EmbedderIdentity,
  clock: Clock = systemClock,
): Embedder {
  const { model, dimensions } = identity
  return {
    identity,
    async embed(texts, options = {}) {
      const vectors: number[][] = []
      for (let start = 0; start < texts.length; start += textsPerCall) {
        const input = texts.slice(start, start + textsPerCall)
        const answer = await callService({
          service,
          model,
          body: { model, input, dimensions, encoding_format: 'float' as const },
          path: 'embeddings',
          send: (client, body, requestOptions) => client.embeddings.create(body, requestOptions),
          read: (response): { vectors: number[][] } & CallResult => ({
            vectors: readVectors(response, input.length, dimensions),
            ...readEmbeddingTokens(response),
          }),
          options,
          clock,
        })
        vectors.push(...answer.vectors)
      }
      return vectors
    },
  }
}

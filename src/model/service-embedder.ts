import type { EmbedderIdentity } from '../contract/index.ts'
import { systemClock, type Clock } from '../io/index.ts'
import { callScope } from './call-scope.ts'
import { callService, type CallResult } from './call-service.ts'
import type { CallOptions } from './chat.ts'
import type { Embedder } from './embedding.ts'
import { offlineEndpoint } from './endpoints.ts'
import { modelRuntime } from './runtime.ts'
import type { Service } from './service.ts'
import { readEmbeddingTokens, readVectors } from './vectors.ts'

const textsPerCall = 200

/**
 * An embedder behind a service that speaks the OpenAI protocol. Up to 200 texts go into one call; each is recorded by
 * itself, as if it had been asked for alone, so that no text is paid for again because others came or went.
 */
export function serviceEmbedder(
  service: Service,
  identity: EmbedderIdentity,
  clock: Clock = systemClock,
): Embedder {
  const { model, dimensions } = identity
  const bodyOf = (input: string[]) => ({ model, input, dimensions, encoding_format: 'float' as const })
  const requestOf = (text: string) => ({
    endpoint: service.endpoint,
    path: 'embeddings',
    body: bodyOf([text]),
    repeat: callScope().repeat,
  })
  const ask = (input: string[], options: CallOptions) =>
    callService({
      service,
      model,
      body: bodyOf(input),
      path: 'embeddings',
      send: (client, body, requestOptions) => client.embeddings.create(body, requestOptions),
      read: (response): { vectors: number[][] } & CallResult => ({
        vectors: readVectors(response, input.length, dimensions),
        ...readEmbeddingTokens(response),
      }),
      isUsable: () => input.length === 1,
      options,
      clock,
    })
  return {
    identity,
    async embed(texts, options = {}) {
      const { recordings } = modelRuntime()
      const vectors = new Map<string, number[]>()
      const isOffline = service.endpoint === offlineEndpoint
      const isKnown = (text: string) =>
        !isOffline && (recordings.mode === 'replay' || recordings.find(requestOf(text)) !== undefined)
      const distinct = [...new Set(texts)]
      const known = distinct.length === 1 ? distinct : distinct.filter(isKnown)
      await Promise.all(
        known.map(async (text) => {
          const answer = await ask([text], options)
          vectors.set(text, answer.vectors[0] as number[])
        }),
      )
      const unknown = distinct.filter((text) => !vectors.has(text))
      for (let start = 0; start < unknown.length; start += textsPerCall) {
        const batch = unknown.slice(start, start + textsPerCall)
        const answer = await ask(batch, options)
        for (const [index, text] of batch.entries()) {
          const vector = answer.vectors[index] as number[]
          vectors.set(text, vector)
          if (batch.length === 1 || isOffline) continue
          const data = [{ object: 'embedding', index: 0, embedding: vector }]
          const recorded = {
            text: JSON.stringify({ object: 'list', data, model }),
            contentType: 'application/json',
            latencyMs: answer.latencyMs / batch.length,
          }
          recordings.add(requestOf(text), recorded, service.secret === undefined ? [] : [service.secret])
        }
      }
      return texts.map((text) => vectors.get(text) as number[])
    },
  }
}

import { VitestJudgeError, type EmbedderIdentity } from '../contract/index.ts'
import { systemClock, type Clock } from '../io/index.ts'
import { callService, type CallResult } from './call-service.ts'
import type { CallOptions } from './chat.ts'
import { configured, modelName, resolveService } from './resolve.ts'
import { offlineEndpoint, openAIEndpoint } from './endpoints.ts'
import { normalEndpoint, offlineService, serviceAt } from './service.ts'
import type { Service } from './service.ts'
import { variable } from './settings.ts'
import { readEmbeddingTokens, readVectors } from './vectors.ts'
import { placedWiring } from './wiring.ts'

const textsPerCall = 200
const defaultDimensions = 512
const offlineModel = 'offline-lexical'

/** Makes vectors of texts; its identity says which model, of which endpoint, at which length. */
export interface Embedder {
  readonly identity: EmbedderIdentity
  /**
   * One vector per text, in order, each of `identity.dimensions` finite numbers. `timeoutMs` holds for each attempt
   * of a call of up to 200 texts. Every failure ends as a `ModelCallError`.
   */
  embed(texts: readonly string[], options?: CallOptions): Promise<number[][]>
}

/**
 * The embedder that options and environment lead to: VITEST_JUDGE_EMBEDDING_MODEL (default
 * `text-embedding-3-small`) at VITEST_JUDGE_EMBEDDING_DIMENSIONS (default 512).
 *
 * @throws VitestJudgeError `no-model` when there is neither key nor base URL and the stand-in is not allowed;
 * `invalid-options` when the dimensions are no positive whole number
 */
export function embedder(spec: { model?: string; dimensions?: number } = {}): Embedder {
  const given =
    spec.model === offlineModel ? { model: offlineEndpoint } : { ...(spec.model && { model: spec.model }) }
  const dimensions = checkedDimensions(spec.dimensions ?? variable('VITEST_JUDGE_EMBEDDING_DIMENSIONS'))
  const service = resolveService(given, 'embedding')
  const model = service.endpoint === offlineEndpoint ? offlineModel : modelName(given, 'embedding')
  return serviceEmbedder(service, { model, dimensions, endpoint: service.endpoint })
}

/**
 * The embedder that made a memory, whatever model the environment names now. A key is only sent to the endpoint it
 * is configured for; any other base URL is asked without one. Undefined when OpenAI's own service would be asked
 * and there is no key for it.
 */
export function embedderFor(identity: EmbedderIdentity): Embedder | undefined {
  if (identity.endpoint === offlineEndpoint) return serviceEmbedder(offlineService(), identity)
  const endpoint = normalEndpoint(identity.endpoint)
  const places = [configured({}, 'embedding'), configured({}, 'judge')]
  const apiKey = places.find((place) => normalEndpoint(place.baseURL ?? openAIEndpoint) === endpoint)?.apiKey
  const isReplayed = placedWiring()?.wiring.recordings.mode === 'replay'
  if (endpoint === openAIEndpoint && apiKey === undefined && !isReplayed) return undefined
  return serviceEmbedder(serviceAt(endpoint, apiKey), identity)
}

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

function checkedDimensions(value: number | string = defaultDimensions): number {
  const dimensions = Number(value)
  if (Number.isSafeInteger(dimensions) && dimensions > 0) return dimensions
  throw new VitestJudgeError('invalid-options', {
    message: `The embedding dimensions are ${JSON.stringify(value)}; expected a positive whole number.`,
    hint: 'Set VITEST_JUDGE_EMBEDDING_DIMENSIONS=512, or leave it out.',
  })
}

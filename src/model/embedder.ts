import { VitestJudgeError, type EmbedderIdentity } from '../contract/index.ts'
import type { Embedder } from './embedding.ts'
import { configured, modelName, resolveService } from './resolve.ts'
import { offlineEndpoint, openAIEndpoint } from './endpoints.ts'
import { localEmbedder, localEmbedderFor, localEndpoint } from './local-embedder.ts'
import { isModulePath, moduleEmbedder, moduleEmbedderFor } from './module-embedder.ts'
import { normalEndpoint, offlineService, serviceAt } from './service.ts'
import { serviceEmbedder } from './service-embedder.ts'
import { variable } from './settings.ts'
import { placedWiring } from './wiring.ts'

const defaultDimensions = 512
const offlineModel = 'offline-lexical'

/** What the caller says about an embedder; what is left out comes from the environment. */
export interface EmbedderSpec {
  /** The name of a model, `local`, `offline-lexical`, or the path of an `EmbedderModule`. */
  model?: string
  dimensions?: number
  /** The project's root, from which modules are named; default the working directory. */
  root?: string
}

/**
 * The embedder that options and environment lead to: VITEST_JUDGE_EMBEDDING_MODEL (default
 * `text-embedding-3-small`) at VITEST_JUDGE_EMBEDDING_DIMENSIONS (default 512). The model `local` is the local one, a
 * path (`./embedder.js`) that of a module.
 *
 * @throws VitestJudgeError `no-model` when there is neither key nor base URL and the stand-in is not allowed, or the
 * local embedder is not installed; `invalid-options` when the dimensions are no positive whole number or not those of
 * the embedder, or a module is none
 */
export function embedder(spec: EmbedderSpec = {}): Embedder {
  const given =
    spec.model === offlineModel ? { model: offlineEndpoint } : { ...(spec.model && { model: spec.model }) }
  const dimensions = checkedDimensions(spec.dimensions ?? variable('VITEST_JUDGE_EMBEDDING_DIMENSIONS'))
  const name = modelName(given, 'embedding')
  if (name === localEndpoint) return localEmbedder(dimensions)
  if (isModulePath(name)) return moduleEmbedder(name, spec.root ?? process.cwd(), dimensions)
  const service = resolveService(given, 'embedding')
  const model = service.endpoint === offlineEndpoint ? offlineModel : name
  return serviceEmbedder(service, {
    model,
    dimensions: dimensions ?? defaultDimensions,
    endpoint: service.endpoint,
  })
}

/**
 * The embedder that made a memory, whatever model the environment names now. A key is only sent to the endpoint it
 * is configured for; any other base URL is asked without one. Undefined when OpenAI's own service would be asked
 * and there is no key for it. A local embedder or a module that is not there any more, or is another by now, fails
 * with `no-embedder` when it is asked. `root` is the project's; default the working directory.
 */
export function embedderFor(identity: EmbedderIdentity, root = process.cwd()): Embedder | undefined {
  const inProcess = localEmbedderFor(identity) ?? moduleEmbedderFor(identity, root)
  if (inProcess !== undefined) return inProcess
  if (identity.endpoint === offlineEndpoint) return serviceEmbedder(offlineService(), identity)
  const endpoint = normalEndpoint(identity.endpoint)
  const places = [configured({}, 'embedding'), configured({}, 'judge')]
  const apiKey = places.find((place) => normalEndpoint(place.baseURL ?? openAIEndpoint) === endpoint)?.apiKey
  const isReplayed = placedWiring()?.wiring.recordings.mode === 'replay'
  if (endpoint === openAIEndpoint && apiKey === undefined && !isReplayed) return undefined
  return serviceEmbedder(serviceAt(endpoint, apiKey), identity)
}

function checkedDimensions(value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined
  const dimensions = Number(value)
  if (Number.isSafeInteger(dimensions) && dimensions > 0) return dimensions
  throw new VitestJudgeError('invalid-options', {
    message: `The embedding dimensions are ${JSON.stringify(value)}; expected a positive whole number.`,
    hint: 'Set VITEST_JUDGE_EMBEDDING_DIMENSIONS=512, or leave it out.',
  })
}

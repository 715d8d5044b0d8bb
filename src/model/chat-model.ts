import type { OpenAI } from 'openai'
import { refuseUnknownKeys, VitestJudgeError } from '../contract/index.ts'
import type { ChatModel, ModelSpec } from './chat.ts'
import { createFetch } from './create-fetch.ts'
import { functionChat } from './function-chat.ts'
import { modelName, resolveService, type GivenModel } from './resolve.ts'
import { serviceChat } from './service-chat.ts'
import { offlineEndpoint } from './endpoints.ts'
import type { Service } from './service.ts'
import { withFallback } from './with-fallback.ts'

/**
 * The chat model that a specification and the environment lead to. Its `name` is `offline` when the stand-in
 * answers.
 *
 * @throws VitestJudgeError `no-model` when there is neither key nor base URL and the stand-in is not allowed,
 * `invalid-options` for an option that nobody knows
 */
export function chatModel(spec?: ModelSpec, role: 'judge' | 'reflection' = 'judge'): ChatModel {
  if (typeof spec === 'function') return functionChat(spec)
  const given = givenModel(spec)
  const service = resolveService(given, role)
  const model = serviceChat(service, answeringModel(service, given, role))
  const fallback = typeof spec === 'object' ? spec.fallback : undefined
  return fallback === undefined ? model : withFallback(model, chatModel(fallback, role))
}

const wrappedClients = new WeakMap<OpenAI, OpenAI>()

/**
 * An OpenAI client from the same environment, for the system under test: its calls are recorded, paced and counted as
 * those of judges are. The offline stand-in answers through it too.
 *
 * @throws VitestJudgeError `no-model` as `chatModel`; `invalid-options` when the model is a function, or for an
 * option that nobody knows
 */
export function createClient(options: { model?: ModelSpec } = {}): OpenAI {
  refuseUnknownKeys('createClient', options, ['model'])
  if (typeof options.model === 'function') {
    throw new VitestJudgeError('invalid-options', {
      message: 'createClient got a function as model; expected a name, or { model, baseURL?, apiKey? }.',
      hint: 'Call the function itself, or name a model: createClient({ model: "gpt-5-mini" }).',
    })
  }
  const { client, endpoint, fetch } = resolveService(givenModel(options.model), 'judge')
  if (endpoint === offlineEndpoint) return client
  const wrapped = wrappedClients.get(client) ?? client.withOptions({ fetch: createFetch({ fetch }) })
  wrappedClients.set(client, wrapped)
  return wrapped
}

/**
 * The name of the model to ask through `createClient()`: VITEST_JUDGE_MODEL, else the default; `offline` when the
 * stand-in answers.
 *
 * @throws VitestJudgeError `no-model` as `chatModel`
 */
export function defaultModel(): string {
  return answeringModel(resolveService({}, 'judge'), {}, 'judge')
}

function givenModel(spec: Exclude<ModelSpec, (...parameters: never[]) => unknown> | undefined): GivenModel {
  if (spec === undefined || typeof spec === 'string') return spec === undefined ? {} : { model: spec }
  refuseUnknownKeys('The model', spec, ['model', 'baseURL', 'apiKey', 'fallback'])
  return spec
}

function answeringModel(service: Service, given: GivenModel, role: 'judge' | 'reflection'): string {
  return service.endpoint === offlineEndpoint ? offlineEndpoint : modelName(given, role)
}

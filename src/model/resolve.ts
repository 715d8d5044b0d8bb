import { VitestJudgeError } from '../contract/index.ts'
import { offlineEndpoint, openAIEndpoint } from './endpoints.ts'
import { offlineService, serviceAt, type Service } from './service.ts'
import { offlineAllowed, variable } from './settings.ts'
import { placedWiring } from './wiring.ts'

/** What a model is for: each role may have its own model, base URL and key. */
export type Role = 'judge' | 'reflection' | 'embedding'

/** The chat model that is asked when nothing names another. */
export const defaultModelName = 'gpt-5-mini'

/** The embedding model that is asked when nothing names another. */
export const defaultEmbeddingModelName = 'text-embedding-3-small'

/** What the caller says about a model; what is left out comes from the environment. */
export interface GivenModel {
  model?: string
  baseURL?: string
  apiKey?: string
}

const variables = {
  judge: undefined,
  reflection: 'VITEST_JUDGE_REFLECTION',
  embedding: 'VITEST_JUDGE_EMBEDDING',
} as const

/** The model's name: as given, else from the role's variable, else (chat) the judge's, else the default. */
export function modelName(given: GivenModel, role: Role): string {
  const own = given.model || roleVariable(role, 'MODEL')
  if (role === 'embedding') return own ?? defaultEmbeddingModelName
  return own ?? variable('VITEST_JUDGE_MODEL') ?? defaultModelName
}

/**
 * Who answers: the offline stand-in when it is named; a real endpoint when a key or a base URL can be had (as
 * given, else the role's variables, else OPENAI_API_KEY and OPENAI_BASE_URL); where recordings are replayed, which
 * needs no key, the recordings of OpenAI's own endpoint; else the stand-in where allowed.
 *
 * @throws VitestJudgeError `no-model` when there is nobody
 */
export function resolveService(given: GivenModel, role: Role): Service {
  const name = modelName(given, role)
  if (name === offlineEndpoint) return offlineService()
  const { baseURL, apiKey } = configured(given, role)
  if (baseURL !== undefined || apiKey !== undefined) return serviceAt(baseURL ?? openAIEndpoint, apiKey)
  if (placedWiring()?.wiring.recordings.mode === 'replay') return serviceAt(openAIEndpoint)
  if (offlineAllowed()) return offlineService()
  throw new VitestJudgeError('no-model', {
    message: `The ${role} model ${name} cannot be asked: found no API key and no base URL; expected one of them.`,
    hint:
      'Set OPENAI_API_KEY (a .env file will do), or OPENAI_BASE_URL for a server of your own, or allow the ' +
      'offline stand-in: judges({ offline: true }) in vitest.config.ts, or VITEST_JUDGE_OFFLINE=1.',
  })
}

/** Base URL and key as given, else from the role's variables, else OpenAI's own; a blank one counts as none. */
export function configured(given: GivenModel, role: Role): { baseURL?: string; apiKey?: string } {
  const baseURL = given.baseURL || roleVariable(role, 'BASE_URL') || variable('OPENAI_BASE_URL')
  const apiKey = given.apiKey || roleVariable(role, 'API_KEY') || variable('OPENAI_API_KEY')
  return { ...(baseURL ? { baseURL } : {}), ...(apiKey ? { apiKey } : {}) }
}

function roleVariable(role: Role, ending: 'MODEL' | 'BASE_URL' | 'API_KEY'): string | undefined {
  const beginning = variables[role]
  return beginning && variable(`${beginning}_${ending}`)
}

import { OpenAI } from 'openai'
import { VitestJudgeError } from '../contract/index.ts'
import { checkedFetch } from './checked-fetch.ts'
import { offlineEndpoint } from './endpoints.ts'
import { offlineFetch } from './offline/index.ts'
import { maxRetries, variable } from './settings.ts'

const noKey = 'unused'

/** One endpoint that speaks the OpenAI protocol, with the client that asks it. */
export interface Service {
  /** The base URL without a slash at its end, or `offline`. */
  readonly endpoint: string
  readonly client: OpenAI
  /** The `fetch` that the client uses. */
  readonly fetch: typeof fetch
  /** The key, to be kept out of every message; undefined when none is sent. */
  readonly secret?: string
}

const clients = new Map<string, OpenAI>()

/**
 * The service at a base URL. One client per endpoint and key is kept for the process.
 *
 * @throws VitestJudgeError `invalid-options` when the base URL is none
 */
export function serviceAt(baseURL: string, apiKey?: string): Service {
  const endpoint = normalEndpoint(baseURL)
  const organization = variable('OPENAI_ORG_ID') ?? null
  const project = variable('OPENAI_PROJECT_ID') ?? null
  const retries = maxRetries()
  const client = cached(JSON.stringify([endpoint, apiKey, organization, project, retries]), () => {
    const credentials = { apiKey: apiKey ?? noKey, adminAPIKey: null, organization, project }
    const fetch = checkedFetch(apiKey === undefined ? [] : [apiKey])
    return new OpenAI({ baseURL: endpoint, ...credentials, maxRetries: retries, fetch })
  })
  return {
    endpoint,
    client,
    fetch: (...parameters) => globalThis.fetch(...parameters),
    ...(apiKey === undefined ? {} : { secret: apiKey }),
  }
}

/** The offline stand-in behind the same client. */
export function offlineService(): Service {
  const client = cached(offlineEndpoint, () => {
    const baseURL = 'http://offline.invalid/v1'
    return new OpenAI({ apiKey: offlineEndpoint, baseURL, fetch: offlineFetch, maxRetries: 0 })
  })
  return { endpoint: offlineEndpoint, client, fetch: offlineFetch }
}

/** A base URL as it is compared and stored: without slashes at its end. */
export function normalEndpoint(baseURL: string): string {
  if (URL.canParse(baseURL) && /^https?:\/\//i.test(baseURL)) return baseURL.replace(/\/+$/, '')
  throw new VitestJudgeError('invalid-options', {
    message: `The base URL is ${JSON.stringify(baseURL)}; expected an http or https URL.`,
    hint: 'Write it in full, for example OPENAI_BASE_URL=http://localhost:11434/v1.',
  })
}

function cached(key: string, make: () => OpenAI): OpenAI {
  const client = clients.get(key) ?? make()
  clients.set(key, client)
  return client
}

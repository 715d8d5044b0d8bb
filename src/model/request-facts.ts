import type { JsonValue } from '../contract/index.ts'

/** A request of an SDK before it is sent. */
export interface Outgoing {
  method: string
  url: string
  headers: Headers
  /** The body as text; empty where there is none. */
  text: string
  signal: AbortSignal | undefined
  /** What `fetch` takes. */
  parameters: Parameters<typeof fetch>
}

/** What is to be known of a request before it is sent. */
export interface RequestFacts {
  /** What its recording is found by: no header, and no key in the address. */
  recorded: { endpoint: string; path: string; body: JsonValue }
  /** The model that a body in JSON names. */
  model?: string
  /** What must stand in no recording: keys in headers and in the address. */
  secrets: string[]
  /** Length of the body. */
  characters: number
  /** True for a POST of JSON, which asks for the same each time: a GET waits for something, a form logs in. */
  isRepeatable: boolean
}

const keyHeaders = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']
const keyParameters = /^(key|api[-_]?key|token|access[-_]?token|sig|signature)$/i

/** Reads what a `fetch` is given without using it up. What SDKs send is read as it stands, which takes least. */
export async function outgoing(...[input, init]: Parameters<typeof fetch>): Promise<Outgoing> {
  if (!(input instanceof Request) && init?.method === 'POST' && typeof init.body === 'string') {
    return {
      method: init.method,
      url: String(input),
      headers: new Headers(init.headers),
      text: init.body,
      signal: init.signal ?? undefined,
      parameters: [input, init],
    }
  }
  const request = new Request(input, init)
  const { method, url, headers, signal } = request
  return { method, url, headers, text: await request.clone().text(), signal, parameters: [request] }
}

/** What is to be known of a request. */
export function requestFacts({ method, url: address, headers, text }: Outgoing): RequestFacts {
  const url = new URL(address)
  const secrets = keyHeaders.flatMap((name) => {
    const value = headers.get(name)?.replace(/^\w+ +/, '')
    return value ? [value] : []
  })
  const parameters = [...url.searchParams]
  for (const [name, value] of parameters) {
    if (!keyParameters.test(name)) continue
    if (value !== '') secrets.push(value)
    url.searchParams.delete(name)
  }
  const body = jsonOr(text)
  const model = modelIn(body)
  return {
    recorded: {
      endpoint: url.origin,
      path: `${method} ${url.pathname}${url.search}`,
      body,
    },
    ...(model !== undefined && { model }),
    secrets,
    characters: text.length,
    isRepeatable: method === 'POST' && typeof body === 'object',
  }
}

function modelIn(body: JsonValue): string | undefined {
  const model = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['model'] : undefined
  return typeof model === 'string' && model !== '' ? model : undefined
}

function jsonOr(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

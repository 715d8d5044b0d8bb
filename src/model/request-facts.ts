import type { JsonValue } from '../contract/index.ts'

/** What is to be known of a request before it is sent. */
export interface RequestFacts {
  /** What its recording is found by: no header, and no key in the address. */
  recorded: { endpoint: string; path: string; body: JsonValue }
  /** What must stand in no recording: keys in headers and in the address. */
  secrets: string[]
  /** Length of the body. */
  characters: number
  /** True for a POST of JSON, which asks for the same each time: a GET waits for something, a form logs in. */
  isRepeatable: boolean
}

const keyHeaders = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']
const keyParameters = /^(key|api[-_]?key|token|access[-_]?token|sig|signature)$/i

/** Reads a request without using it up. */
export async function requestFacts(request: Request): Promise<RequestFacts> {
  const url = new URL(request.url)
  const text = await request.clone().text()
  const secrets = keyHeaders.flatMap((name) => {
    const value = request.headers.get(name)?.replace(/^\w+ +/, '')
    return value ? [value] : []
  })
  const parameters = [...url.searchParams]
  for (const [name, value] of parameters) {
    if (!keyParameters.test(name)) continue
    if (value !== '') secrets.push(value)
    url.searchParams.delete(name)
  }
  const body = jsonOr(text)
  return {
    recorded: {
      endpoint: url.origin,
      path: `${request.method} ${url.pathname}${url.search}`,
      body,
    },
    secrets,
    characters: text.length,
    isRepeatable: request.method === 'POST' && typeof body === 'object',
  }
}

function jsonOr(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

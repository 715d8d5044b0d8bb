import { APIError } from 'openai'

/**
 * Request parameters that some models and servers refuse, with the words by which a refusal names them; either
 * name of the token limit stands for it.
 */
const refusable = {
  temperature: /\btemperature\b/i,
  seed: /\bseed\b/i,
  response_format: /\bresponse_format\b|\bjson_schema\b/i,
  max_completion_tokens: /\bmax_completion_tokens\b|\bmax_tokens\b/i,
  dimensions: /\bdimensions?\b/i,
} as const

type Refusable = keyof typeof refusable

const names = Object.keys(refusable) as Refusable[]

const remembered = new Map<string, ReadonlySet<Refusable>>()

/**
 * Sends a request; when the service refuses one of its parameters (HTTP 400 or 422 that names it), sends it again
 * without that parameter, at most once for each. `max_completion_tokens` becomes `max_tokens` instead. What led to
 * an answer is remembered for the process under the key, so that later requests leave it out at once.
 */
export async function askWithoutRefused<Body extends object, Answer>(
  key: string,
  body: Body,
  send: (body: Body) => Promise<Answer>,
): Promise<Answer> {
  const refused = new Set(remembered.get(key))
  for (;;) {
    try {
      const answer = await send(reduced(body, refused))
      if (refused.size > 0) remembered.set(key, new Set([...(remembered.get(key) ?? []), ...refused]))
      return answer
    } catch (error) {
      const parameter = names.find((name) => name in body && !refused.has(name) && isRefusalOf(name, error))
      if (parameter === undefined) throw error
      refused.add(parameter)
    }
  }
}

function isRefusalOf(name: Refusable, error: unknown): boolean {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false
  const parameter = error.param ?? ''
  const namesAny = names.some((other) => refusable[other].test(parameter))
  return refusable[name].test(namesAny ? parameter : `${error.code ?? ''} ${error.message}`)
}

function reduced<Body extends object>(body: Body, refused: ReadonlySet<Refusable>): Body {
  const entries = Object.entries(body).flatMap(([name, value]) => {
    if (!refused.has(name as Refusable)) return [[name, value]]
    return name === 'max_completion_tokens' ? [['max_tokens', value]] : []
  })
  return Object.fromEntries(entries) as Body
}

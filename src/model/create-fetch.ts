import { systemClock } from '../io/index.ts'
import { answerFacts, type AnswerFacts } from './answer-facts.ts'
import { answerAttributes, operationOf, requestAttributes } from './call-attributes.ts'
import { callScope, waitingIn } from './call-scope.ts'
import { ModelCallError } from './model-call-error.ts'
import { maskText } from './recordings/mask-secrets.ts'
import { readRateHeaders } from './pacing/rate-headers.ts'
import { spent } from './price-at.ts'
import { type Outgoing, outgoing, requestFacts, type RequestFacts } from './request-facts.ts'
import { modelRuntime, providerOf } from './runtime.ts'
import { type Describe, traced } from './tracing.ts'

/** A whole answer; of a recording only the text and its type are known. */
interface Whole {
  body: string | Uint8Array<ArrayBuffer>
  /** Undefined where the body is no text. */
  text: string | undefined
  facts: AnswerFacts
  contentType: string
  status: number
  headers?: Headers
}

/**
 * A `fetch` for any SDK that takes one (openai, Anthropic's, the AI SDK): its calls are recorded, paced, counted and
 * replayed as those of judges are. A streamed answer is handed on when it is whole, and a key that it repeats is `[key]`
 * in it. Recorded is what was POSTed as JSON and answered by text; never what is no success, was cut off or filtered, or
 * is a page of HTML. Where recordings are replayed and
 * none answers, or the run's budget is spent, the answer is a 400 that says so and asks not to be tried again.
 */
export function createFetch({ fetch: inner }: { fetch?: typeof fetch } = {}): typeof fetch {
  return async (input, init) => {
    const request = await outgoing(input, init)
    const facts = requestFacts(request)
    const { endpoint, path } = facts.recorded
    const { model } = facts
    try {
      const name = `${operationOf(path)} ${model ?? path}`
      return await traced(name, requestAttributes(endpoint, path, model), async (describe) =>
        responseOf(await answerOf(request, facts, inner ?? globalThis.fetch, describe)),
      )
    } catch (error) {
      const reason = error instanceof ModelCallError ? { reason: error.reason } : {}
      callScope().onCall?.({
        endpoint: endpointOf(facts),
        recorded: false,
        answered: false,
        ...(model !== undefined && { model }),
        ...reason,
      })
      if (request.signal?.aborted) throw request.signal.reason
      if (error instanceof ModelCallError) return refusal(error, facts.secrets)
      throw error
    }
  }
}

async function answerOf(
  request: Outgoing,
  facts: RequestFacts,
  inner: typeof fetch,
  describe: Describe,
): Promise<Whole> {
  const { recordings } = modelRuntime()
  const scope = callScope()
  const key = { ...facts.recorded, repeat: scope.repeat }
  const start = systemClock()
  const { whole, isAsked } = await find(key, request, facts, () => ask(request, facts, inner))
  const isSuccess = whole.status >= 200 && whole.status < 300
  const { model = facts.model, tokens } = whole.facts
  describe({
    ...answerAttributes({ ...(model !== undefined && { model }), ...(tokens && { tokens }) }, !isAsked),
    'http.response.status_code': isAsked ? whole.status : undefined,
  })
  scope.onCall?.({
    endpoint: endpointOf(facts),
    recorded: !isAsked,
    answered: isSuccess,
    ...(model !== undefined && { model }),
    ...(tokens && { tokens }),
  })
  const { text, contentType } = whole
  if (isAsked && text !== undefined && facts.isRepeatable && isRecordable(whole)) {
    recordings.add(key, { text, contentType, latencyMs: systemClock() - start }, facts.secrets)
  }
  return whole
}

/** A whole answer of a model; a page of HTML is one of a proxy. */
function isRecordable({ status, facts, contentType }: Whole): boolean {
  const isSuccess = status >= 200 && status < 300
  return isSuccess && facts.isWhole && !/^text\/html\b/i.test(contentType)
}

/** An answer from the recordings, or of the same request in flight, else what asking gives. */
async function find(
  key: RequestFacts['recorded'] & { repeat: number },
  { signal }: Outgoing,
  { isRepeatable }: RequestFacts,
  ask: () => Promise<Whole>,
): Promise<{ whole: Whole; isAsked: boolean }> {
  const { recordings } = modelRuntime()
  for (;;) {
    if (signal?.aborted) throw signal.reason
    const known = recordings.find(key)
    if (known !== undefined) {
      const { text, contentType } = known
      const facts = answerFacts(text)
      return { whole: { body: text, text, facts, contentType, status: 200 }, isAsked: false }
    }
    let isAsked = false
    const asks = () => {
      isAsked = true
      return ask()
    }
    const asking = isRepeatable ? recordings.share(key, asks) : asks()
    try {
      return { whole: await unlessAborted(signal, asking), isAsked }
    } catch (error) {
      // Whoever asked gave up for reasons of its own.
      if (isAsked || signal?.aborted || !isAbort(error)) throw error
    }
  }
}

function isAbort(error: unknown): boolean {
  if (error instanceof ModelCallError) return error.reason === 'aborted'
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}

async function unlessAborted<Result>(
  signal: AbortSignal | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function ask(request: Outgoing, facts: RequestFacts, inner: typeof fetch): Promise<Whole> {
  const { recorded, secrets, characters } = facts
  const { coordinator } = modelRuntime()
  const permit = await waitingIn(callScope(), () =>
    coordinator.acquire(providerOf(recorded.endpoint, secrets[0]), Math.ceil(characters / 4), {
      ...(request.signal && { signal: request.signal }),
      // As the clients of OpenAI and Anthropic say.
      again: Number(request.headers.get('x-stainless-retry-count')) > 0,
    }),
  )
  try {
    const response = await inner(...request.parameters)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const { status, headers } = response
    const contentType = headers.get('content-type') ?? 'application/json'
    const received = textOf(bytes)
    const text = received && maskText(received, secrets)
    const body = text === undefined || text === received ? bytes : text
    const whole = { body, text, facts: answerFacts(text ?? ''), status, headers, contentType }
    permit.release({
      status,
      hints: readRateHeaders(headers, systemClock()),
      ...spent(endpointOf(facts), facts.model ?? '', whole.facts),
    })
    return whole
  } catch (error) {
    permit.release({})
    throw error
  }
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

/** As the base URL of OpenAI is written, whose prices are known. */
function endpointOf({ recorded }: RequestFacts): string {
  return `${recorded.endpoint}/v1`
}

function responseOf({ body, contentType, status, headers }: Whole): Response {
  const shown = new Headers(headers)
  // The body is unpacked already, and its length may be another.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) shown.delete(name)
  shown.set('content-type', contentType)
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers: shown })
}

function refusal({ reason, detail }: ModelCallError, secrets: readonly string[]): Response {
  const body = {
    error: { message: `${reason}: ${maskText(detail, secrets)}`, type: reason, param: null, code: reason },
  }
  return Response.json(body, { status: 400, headers: { 'x-should-retry': 'false' } })
}

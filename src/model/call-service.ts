import type { OpenAI } from 'openai'
import { type JsonObject, type JsonValue, type TokenUsage } from '../contract/index.ts'
import { type Clock, systemClock } from '../io/index.ts'
import { attemptCall } from './attempts.ts'
import { CallGuard } from './call-guard.ts'
import { callScope } from './call-scope.ts'
import type { CallOptions } from './chat.ts'
import { describeFailure } from './failure.ts'
import { ModelCallError } from './model-call-error.ts'
import { readRateHeaders } from './pacing/rate-headers.ts'
import { answerAttributes, operationOf, requestAttributes } from './call-attributes.ts'
import { askWithoutRefused } from './refused-parameters.ts'
import { modelRuntime, providerOf } from './runtime.ts'
import { spent } from './price-at.ts'
import { offlineEndpoint } from './endpoints.ts'
import type { Service } from './service.ts'
import { type Describe, traced } from './tracing.ts'
import { UnusableAnswer } from './unusable-answer.ts'

/** What is read of an answer. */
export interface CallResult {
  /** The model as the provider named it. */
  model?: string
  tokens?: TokenUsage
}

/** One call of a service: where it goes, what it sends, and how its answer is read. */
export interface ServiceCall<Body extends object, Result extends CallResult> {
  service: Service
  /** The model's name, for errors and for what is remembered of it. */
  model: string
  /** Below the endpoint, for its recording: `chat/completions`. */
  path: string
  body: Body
  send: (
    client: OpenAI,
    body: Body,
    options: { signal: AbortSignal; timeout: number; maxRetries: number },
  ) => { withResponse(): Promise<{ data: unknown; response: Response }> }
  /** Reads the answer; throws an `UnusableAnswer` when it cannot be used. */
  read: (answer: unknown) => Result
  /** Whether an answer that was read may be recorded; default true. */
  isUsable?: (result: Result) => boolean
  options: CallOptions
  clock: Clock
}

/** What a call gives: what was read, how long it took, and whether anybody was asked. */
export type Called<Result> = Result & { latencyMs: number; recorded: boolean }

/** The guard ends an attempt; the client's own limit must only never come first. */
const clientTimeoutMs = 2 ** 31 - 1

/**
 * Calls a service and reads its answer, leaving out what it refuses; or finds the answer among the recordings, or
 * shares that of the same request in flight. Every failure ends as a `ModelCallError` with model and latency.
 */
export function callService<Body extends object, Result extends CallResult>(
  call: ServiceCall<Body, Result>,
): Promise<Called<Result>> {
  const { service, path, model } = call
  return traced(
    `${operationOf(path)} ${model}`,
    requestAttributes(service.endpoint, path, model),
    (describe) => callWithin(call, describe),
  )
}

async function callWithin<Body extends object, Result extends CallResult>(
  call: ServiceCall<Body, Result>,
  describe: Describe,
): Promise<Called<Result>> {
  const { service, model, clock } = call
  const { endpoint } = service
  const start = clock()
  const guard = new CallGuard(call.options)
  const scope = callScope()
  try {
    const called =
      endpoint === offlineEndpoint ? await guard.race(() => ask(call, guard)) : await find(call, guard)
    const { tokens, model: answered = model } = called.result as CallResult
    const { recorded } = called
    describe(answerAttributes(called.result, recorded))
    scope.onCall?.({ endpoint, model: answered, recorded, answered: true, ...(tokens && { tokens }) })
    return { ...called.result, latencyMs: Math.max(0, clock() - start), recorded }
  } catch (error) {
    const failure = describeFailure(guard.ending ?? error, service.secret)
    const { reason, tokens } = failure
    scope.onCall?.({ endpoint, model, recorded: false, answered: false, reason, ...(tokens && { tokens }) })
    throw new ModelCallError({ ...failure, model, latencyMs: Math.max(0, clock() - start) })
  } finally {
    guard.release()
  }
}

interface Found<Result> {
  result: Result
  recorded: boolean
}

/** An answer from the recordings, or of the same request in flight, else from the service. */
async function find<Body extends object, Result extends CallResult>(
  call: ServiceCall<Body, Result>,
  guard: CallGuard,
): Promise<Found<Result>> {
  const { service, path, read, isUsable = () => true } = call
  const { recordings } = modelRuntime()
  const body = call.body as JsonObject
  const request = { endpoint: service.endpoint, path, body, repeat: callScope().repeat }
  for (;;) {
    if (guard.ending !== undefined) throw guard.ending
    const known = recordings.find(request)
    if (known !== undefined) return { result: read(JSON.parse(known.text)), recorded: true }
    let isAsked = false
    const start = systemClock()
    try {
      const found = await guard.race(() =>
        recordings.share(request, () => {
          isAsked = true
          return ask(call, guard)
        }),
      )
      if (!isAsked) return { result: found.result, recorded: true }
      if (isUsable(found.result)) {
        const answer = {
          text: JSON.stringify(found.answer),
          contentType: 'application/json',
          latencyMs: systemClock() - start,
        }
        recordings.add(request, answer, service.secret === undefined ? [] : [service.secret])
      }
      return found
    } catch (error) {
      // Whoever asked gave up for reasons of its own.
      const isOthers =
        !isAsked &&
        error instanceof ModelCallError &&
        (error.reason === 'aborted' || error.reason === 'timeout')
      if (!isOthers || guard.ending !== undefined) throw error
    }
  }
}

/** Asks the service. */
async function ask<Body extends object, Result extends CallResult>(
  call: ServiceCall<Body, Result>,
  guard: CallGuard,
): Promise<Found<Result> & { answer: JsonValue }> {
  const { service, model, read } = call
  const options = { signal: guard.signal, timeout: clientTimeoutMs, maxRetries: 0 }
  const provider = providerOf(service.endpoint, service.secret)
  const { reading, answer } = await guard.race(() =>
    askWithoutRefused(JSON.stringify([service.endpoint, model]), call.body, (body) =>
      attemptCall({
        provider,
        text: JSON.stringify(body),
        guard,
        attempt: async () => {
          const { data, response } = await call.send(service.client, body, options).withResponse()
          const reading = readingOf(read, data)
          return {
            answer: { reading, answer: data as JsonValue },
            end: {
              status: response.status,
              hints: readRateHeaders(response.headers, systemClock()),
              ...spent(service.endpoint, model, 'result' in reading ? reading.result : reading.fault.failure),
            },
          }
        },
      }),
    ),
  )
  if ('fault' in reading) throw reading.fault
  return { result: reading.result, recorded: false, answer }
}

function readingOf<Result>(
  read: (answer: unknown) => Result,
  answer: unknown,
): { result: Result } | { fault: UnusableAnswer } {
  try {
    return { result: read(answer) }
  } catch (error) {
    if (error instanceof UnusableAnswer) return { fault: error }
    throw error
  }
}

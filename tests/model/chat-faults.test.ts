import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UnscoredReason } from '../../src/contract/index.ts'
import { chatModel, configureModels, ModelCallError, type CallOptions } from '../../src/model/index.ts'
import {
  completion,
  failure,
  inTurn,
  startLoopback,
  type LoopbackHandler,
  type LoopbackResponse,
} from './loopback.ts'

const key = 'sk-very-secret-123'
const question = { messages: [{ role: 'user' as const, content: 'Is it so?' }] }

beforeEach(() => configureModels({ environment: {}, maxRetries: 1 }))
afterEach(() => configureModels({}))

async function failureOf(work: Promise<unknown>): Promise<ModelCallError> {
  const error = await work.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  )
  if (error instanceof ModelCallError) return error
  throw error
}

async function fault(handler: LoopbackHandler, options?: CallOptions) {
  await using server = await startLoopback(handler)
  const model = chatModel({ model: 'small', baseURL: server.url, apiKey: key })
  const error = await failureOf(model.chat(question, options))
  return { error, count: server.requests.length }
}

const soon = { 'retry-after-ms': '1' }

describe('a fault of the service', () => {
  const cases: [string, LoopbackResponse, UnscoredReason, string, number][] = [
    ['429 for ever', failure(429, 'slow down', { headers: soon }), 'rate-limited', '429 slow down', 2],
    ['500', failure(500, 'it broke', { headers: soon }), 'provider-error', '500 it broke', 2],
    [
      'a page of a proxy with 502',
      { status: 502, headers: soon, text: '<html>\n  Bad  gateway' },
      'provider-error',
      '502 <html> Bad gateway',
      2,
    ],
    ['401', failure(401, 'no such key'), 'rejected', '401 no such key', 1],
    ['404', failure(404, 'no such model'), 'rejected', '404 no such model', 1],
    ['400 that names no parameter', failure(400, 'bad request'), 'rejected', '400 bad request', 1],
    ['a refusal', completion(null, { refusal: 'I cannot help.' }), 'refused', 'I cannot help.', 1],
    [
      'a content filter',
      completion('', { finish_reason: 'content_filter' }),
      'refused',
      'stopped by the content filter',
      1,
    ],
    [
      'an answer cut off',
      completion('{"resu', { finish_reason: 'length' }),
      'truncated',
      'cut off at the token limit after 6 characters',
      1,
    ],
    ['an empty answer', completion(' \n'), 'malformed', 'the answer is empty', 1],
    [
      'no choices',
      { json: { choices: [] } },
      'malformed',
      'expected a chat completion, got {"choices":[]}',
      1,
    ],
    [
      'an error with status 200',
      { json: { error: { message: 'upstream down' } } },
      'malformed',
      'expected a chat completion, got {"error":{"message":"upstream down"}}',
      1,
    ],
    ['a page in place of JSON', { text: 'hello' }, 'malformed', 'expected a chat completion, got "hello"', 1],
    ['null', { json: null }, 'malformed', 'expected a chat completion, got null', 1],
  ]

  test.for(cases)('%s ends as its reason', async ([, response, reason, detail, count]) => {
    const faced = await fault(inTurn(response))
    expect(faced.error).toMatchObject({ name: 'ModelCallError', reason, detail, model: 'small' })
    expect(faced.error.message).toBe(`${reason}: ${detail}`)
    expect(faced.error.latencyMs).toBeGreaterThanOrEqual(0)
    expect(faced.count).toBe(count)
  })

  test('a body that is not JSON is malformed', async () => {
    const { error } = await fault(
      inTurn({ headers: { 'content-type': 'application/json' }, text: '{"choices": [' }),
    )
    expect(error).toMatchObject({ reason: 'malformed', detail: 'the response is not JSON' })
  })

  test('the tokens of a failed call are kept', async () => {
    const { error } = await fault(inTurn(completion(null, { refusal: 'No.' })))
    expect(error.tokens).toEqual({ prompt: 12, completion: 3 })
  })

  test('a server that is not there is a connection fault, and says why', async () => {
    const server = await startLoopback(inTurn(completion('Yes.')))
    await server.close()
    configureModels({ environment: {}, maxRetries: 0 })
    const model = chatModel({ model: 'small', baseURL: server.url })
    const error = await failureOf(model.chat(question))
    expect(error.reason).toBe('connection')
    expect(error.detail).toContain('ECONNREFUSED')
  })

  test('the key never stands in the text, even when the service repeats it', async () => {
    const { error } = await fault(inTurn(failure(401, `Incorrect API key provided: ${key}, check ${key}.`)))
    expect(error.detail).toBe('401 Incorrect API key provided: [key], check [key].')
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(key)
    expect(error.cause).toBeUndefined()
  })

  test('the key is blotted out before a long message is cut at 300 characters', async () => {
    const { error } = await fault(inTurn(failure(400, `${'x'.repeat(285)} ${key}`)))
    expect(error.detail).toBe(`400 ${'x'.repeat(285)} [key]`)
    const unusable = await fault(inTurn({ text: `${'x'.repeat(255)} ${key}` }))
    expect(unusable.error.detail).toBe(`expected a chat completion, got "${'x'.repeat(255)} [key]"`)
    const long = await fault(inTurn(failure(400, 'x'.repeat(400))))
    expect(long.error.detail).toBe(`400 ${'x'.repeat(295)}…`)
  })
})

describe('a call ended from outside', () => {
  test('a service that never answers is a time-out, and is not asked again', async () => {
    const start = performance.now()
    const { error, count } = await fault(() => ({}), { timeoutMs: 80 })
    expect(error).toMatchObject({ reason: 'timeout', detail: 'no answer within 80 ms', model: 'small' })
    expect(performance.now() - start).toBeLessThan(2000)
    expect(count).toBe(1)
  })

  test('a body that stops half-way is a time-out, and is not asked again', async () => {
    const { error, count } = await fault(() => ({ ...completion('Yes.'), unfinished: true }), {
      timeoutMs: 80,
    })
    expect(error).toMatchObject({ reason: 'timeout', detail: 'no answer within 80 ms' })
    expect(count).toBe(1)
  })

  test('aborting during the request ends it at once', async () => {
    const controller = new AbortController()
    const { error } = await fault(
      () => {
        controller.abort()
        return {}
      },
      { signal: controller.signal },
    )
    expect(error).toMatchObject({ reason: 'aborted', detail: 'the caller ended the call' })
  })

  test('aborting between two attempts ends the wait', async () => {
    const controller = new AbortController()
    const start = performance.now()
    const { error, count } = await fault(
      () => {
        setTimeout(() => controller.abort(), 50)
        return failure(429, 'slow down', { headers: { 'retry-after': '30' } })
      },
      { signal: controller.signal },
    )
    expect(error.reason).toBe('aborted')
    expect(count).toBe(1)
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test('a signal that was aborted before asks nothing', async () => {
    const { error, count } = await fault(inTurn(completion('Yes.')), { signal: AbortSignal.abort() })
    expect(error.reason).toBe('aborted')
    expect(count).toBe(0)
  })
})

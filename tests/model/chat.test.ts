import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chatModel, configureModels, type CallOptions, type ChatRequest } from '../../src/model/index.ts'
import { completion, inTurn, startLoopback, type LoopbackHandler } from './loopback.ts'

const question: ChatRequest = { messages: [{ role: 'user', content: 'Is it so?' }] }

beforeEach(() => configureModels({ environment: {} }))
afterEach(() => configureModels({}))

async function ask(handler: LoopbackHandler, request: ChatRequest = question, options?: CallOptions) {
  await using server = await startLoopback(handler)
  const model = chatModel({ model: 'small', baseURL: `${server.url}/v1/`, apiKey: 'sk-loopback' })
  const reply = await model.chat(request, options)
  return { reply, requests: server.requests, model, url: server.url }
}

describe('a chat call', () => {
  test('gives the text, the model as the provider names it, tokens and latency', async () => {
    const { reply, model, url } = await ask(inTurn(completion('Yes.')))
    expect(reply).toEqual({
      text: 'Yes.',
      model: 'loopback-1',
      tokens: { prompt: 12, completion: 3 },
      latencyMs: expect.any(Number),
    })
    expect(reply.latencyMs).toBeGreaterThanOrEqual(0)
    expect(model).toMatchObject({ name: 'small', endpoint: `${url}/v1` })
  })

  test('sends only what was asked for, with the key', async () => {
    const { requests } = await ask(inTurn(completion('Yes.')))
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' })
    expect(requests[0]?.headers.authorization).toBe('Bearer sk-loopback')
    expect(requests[0]?.body).toEqual({ model: 'small', messages: [{ role: 'user', content: 'Is it so?' }] })
  })

  test('asks for strict structured output by its schema', async () => {
    const schema = { type: 'object', properties: { result: { type: 'string' } }, required: ['result'] }
    const { requests } = await ask(inTurn(completion('{"result":"yes"}')), {
      ...question,
      schema: { name: 'verdict', schema },
      temperature: 0,
      seed: 7,
      maxTokens: 100,
    })
    expect(requests[0]?.body).toEqual({
      model: 'small',
      messages: [{ role: 'user', content: 'Is it so?' }],
      temperature: 0,
      seed: 7,
      max_completion_tokens: 100,
      response_format: { type: 'json_schema', json_schema: { name: 'verdict', strict: true, schema } },
    })
  })

  test('does without a model name and token counts that make no sense', async () => {
    const { reply } = await ask(() => ({
      json: {
        model: null,
        choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: -1, completion_tokens: 2.5 },
      },
    }))
    expect(reply).toEqual({ text: 'Yes.', model: 'small', latencyMs: expect.any(Number) })
  })

  test('repeats after 429 as soon as Retry-After allows', async () => {
    const busy = { status: 429, headers: { 'retry-after': '0' }, json: { error: { message: 'slow down' } } }
    const { reply, requests } = await ask(inTurn(busy, busy, completion('Yes.')))
    expect(reply.text).toBe('Yes.')
    expect(requests).toHaveLength(3)
  })

  test('does not count the wait that the service asks for against the time of an attempt', async () => {
    const busy = { status: 429, headers: { 'retry-after-ms': '1200' }, json: { error: { message: 'wait' } } }
    const { reply } = await ask(inTurn(busy, completion('Yes.')), question, { timeoutMs: 1000 })
    expect(reply.text).toBe('Yes.')
    expect(reply.latencyMs).toBeGreaterThanOrEqual(1190)
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { chatModel, configureModels, ModelCallError, type ChatRequest } from '../../src/model/index.ts'
import { completion, failure, startLoopback, type LoopbackHandler } from './loopback.ts'

beforeEach(() => configureModels({ environment: {}, maxRetries: 0 }))
afterEach(() => configureModels({}))

const request: ChatRequest = {
  messages: [{ role: 'user', content: 'Is it so?' }],
  temperature: 0,
  seed: 1,
  maxTokens: 50,
  schema: { name: 'verdict', schema: { type: 'object' } },
}

/** Refuses what `refuse` names among the parameters of a request. */
function picky(refuse: Record<string, ReturnType<typeof failure>>): LoopbackHandler {
  return ({ body }) => {
    const found = Object.keys(refuse).find((parameter) => parameter in (body as object))
    return (found && refuse[found]) || completion('Yes.')
  }
}

function sent(body: unknown): string[] {
  return Object.keys(body as object).filter((name) => name !== 'model' && name !== 'messages')
}

test('a refused temperature is left out, and left out at once from then on, for that model alone', async () => {
  const message = "Unsupported value: 'temperature' does not support 0 with this model."
  await using server = await startLoopback(
    picky({ temperature: failure(400, message, { param: 'temperature', code: 'unsupported_value' }) }),
  )
  const model = chatModel({ model: 'reasoner', baseURL: server.url })
  await model.chat(request)
  await model.chat(request)
  const others = ['seed', 'max_completion_tokens', 'response_format']
  expect(server.requests.map(({ body }) => sent(body))).toEqual([['temperature', ...others], others, others])
  await chatModel({ model: 'another', baseURL: server.url }).chat(request)
  expect(sent(server.requests[3]?.body)).toEqual(['temperature', ...others])
})

test('each refused parameter is left out once, whatever form the refusal has', async () => {
  await using server = await startLoopback(
    picky({
      response_format: failure(422, 'response_format of type json_schema is not supported'),
      seed: {
        status: 422,
        json: { detail: [{ loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }] },
      },
      max_completion_tokens: failure(
        400,
        "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead.",
      ),
    }),
  )
  const reply = await chatModel({ model: 'small', baseURL: server.url }).chat(request)
  expect(reply.text).toBe('Yes.')
  expect(server.requests).toHaveLength(4)
  expect(server.requests[3]?.body).toEqual({
    model: 'small',
    messages: [{ role: 'user', content: 'Is it so?' }],
    temperature: 0,
    max_tokens: 50,
  })
})

test('a service that refuses for ever is asked once per parameter and then rejected', async () => {
  await using server = await startLoopback(() => failure(400, 'temperature, seed, max_tokens: all bad'))
  const model = chatModel({ model: 'small', baseURL: server.url })
  const error = await model.chat(request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ModelCallError)
  expect(error).toMatchObject({ reason: 'rejected', detail: '400 temperature, seed, max_tokens: all bad' })
  expect(server.requests.map(({ body }) => sent(body))).toEqual([
    ['temperature', 'seed', 'max_completion_tokens', 'response_format'],
    ['seed', 'max_completion_tokens', 'response_format'],
    ['max_completion_tokens', 'response_format'],
    ['max_tokens', 'response_format'],
  ])
})

test('what did not help is not remembered', async () => {
  await using server = await startLoopback((_request, index) =>
    index < 2 ? failure(400, 'the word seed stands in your prompt') : completion('Yes.'),
  )
  const model = chatModel({ model: 'small', baseURL: server.url })
  const small: ChatRequest = { messages: request.messages, seed: 1 }
  await expect(model.chat(small)).rejects.toMatchObject({ reason: 'rejected' })
  await model.chat(small)
  expect(server.requests.map(({ body }) => sent(body))).toEqual([['seed'], [], ['seed']])
})

test('a refusal that names one parameter as its own costs no other', async () => {
  await using server = await startLoopback(
    picky({ seed: failure(400, 'seed cannot go with temperature', { param: 'seed' }) }),
  )
  await chatModel({ model: 'small', baseURL: server.url }).chat(request)
  expect(sent(server.requests[1]?.body)).toEqual(['temperature', 'max_completion_tokens', 'response_format'])
})

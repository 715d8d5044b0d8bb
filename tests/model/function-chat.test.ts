import { describe, expect, test } from 'vitest'
import { chatModel, ModelCallError, type CallOptions, type ChatFunction } from '../../src/model/index.ts'

const question = { messages: [{ role: 'user' as const, content: 'Is it so?' }] }

async function faultOf(ask: ChatFunction, options?: CallOptions) {
  const error = await chatModel(ask)
    .chat(question, options)
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ModelCallError)
  return error as ModelCallError
}

describe('a function in place of a model', () => {
  test('answers with a text, under its own name', async () => {
    const model = chatModel(async function echo({ messages }) {
      return messages.map(({ content }) => content).join()
    })
    expect(model).toMatchObject({ name: 'function:echo', endpoint: 'function' })
    expect(await model.chat(question)).toEqual({
      text: 'Is it so?',
      model: 'function:echo',
      latencyMs: expect.any(Number),
    })
  })

  test('may say its tokens, and need not have a name', async () => {
    const reply = await chatModel(async () => ({ text: 'yes', tokens: { prompt: 2, completion: 1 } })).chat(
      question,
    )
    expect(reply).toMatchObject({ model: 'function:anonymous', tokens: { prompt: 2, completion: 1 } })
  })

  test('that throws is a provider error', async () => {
    const later = await faultOf(async function broken() {
      throw new Error('no luck')
    })
    expect(later).toMatchObject({ reason: 'provider-error', detail: 'no luck', model: 'function:broken' })
    const atOnce = await faultOf(() => {
      throw new TypeError('not a promise even')
    })
    expect(atOnce).toMatchObject({ reason: 'provider-error', detail: 'not a promise even' })
  })

  test('that gives no text is malformed', async () => {
    const nothing = await faultOf((async () => undefined) as unknown as ChatFunction)
    expect(nothing).toMatchObject({
      reason: 'malformed',
      detail: 'expected a text or { text, tokens? } from the function, got nothing',
    })
    expect(await faultOf(async () => '')).toMatchObject({ reason: 'malformed' })
  })

  test('that never answers is a time-out, and its signal tells it so', async () => {
    let signal: AbortSignal | undefined
    const error = await faultOf(
      (_request, options) => {
        signal = options.signal
        return new Promise(() => {})
      },
      { timeoutMs: 30 },
    )
    expect(error).toMatchObject({ reason: 'timeout', detail: 'no answer within 30 ms' })
    expect(signal?.aborted).toBe(true)
  })

  test('is left at once when the caller aborts', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 20)
    const error = await faultOf(() => new Promise(() => {}), { signal: controller.signal })
    expect(error.reason).toBe('aborted')
  })
})

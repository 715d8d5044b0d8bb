import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VitestJudgeError } from '../../src/contract/index.ts'
import { chatModel, configureModels, createClient, defaultModel } from '../../src/model/index.ts'
import { completion, inTurn, startLoopback } from './loopback.ts'

beforeEach(() => configureModels({ environment: {} }))
afterEach(() => configureModels({}))

const question = { messages: [{ role: 'user' as const, content: 'Is it so?' }] }

function place(environment: NodeJS.ProcessEnv, ...parameters: Parameters<typeof chatModel>) {
  configureModels({ environment })
  const { name, endpoint } = chatModel(...parameters)
  return `${name} at ${endpoint}`
}

describe('which chat model answers', () => {
  const openAI = 'https://api.openai.com/v1'

  test('a key is enough', () => {
    expect(place({ OPENAI_API_KEY: 'k' })).toBe(`gpt-5-mini at ${openAI}`)
    expect(place({}, { model: 'm', apiKey: 'k' })).toBe(`m at ${openAI}`)
  })

  test('a base URL is enough, and blank variables count as none', () => {
    expect(place({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1/', OPENAI_API_KEY: ' ' }, 'm')).toBe(
      'm at http://127.0.0.1:9/v1',
    )
  })

  test('what is given comes before the environment', () => {
    const environment = {
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: 'http://127.0.0.1:9',
      VITEST_JUDGE_MODEL: 'theirs',
    }
    expect(place(environment)).toBe('theirs at http://127.0.0.1:9')
    expect(place(environment, 'mine')).toBe('mine at http://127.0.0.1:9')
    expect(place(environment, { model: 'mine', baseURL: 'http://127.0.0.1:8' })).toBe(
      'mine at http://127.0.0.1:8',
    )
  })

  test('the reflection model has its own variables and falls back to the judge', () => {
    const environment = { OPENAI_API_KEY: 'k', VITEST_JUDGE_MODEL: 'judge' }
    const own = {
      VITEST_JUDGE_REFLECTION_MODEL: 'large',
      VITEST_JUDGE_REFLECTION_BASE_URL: 'http://127.0.0.1:7',
    }
    expect(place(environment, undefined, 'reflection')).toBe(`judge at ${openAI}`)
    expect(place({ ...environment, ...own }, undefined, 'reflection')).toBe('large at http://127.0.0.1:7')
    expect(place({ ...environment, ...own })).toBe(`judge at ${openAI}`)
    expect(place({ VITEST_JUDGE_REFLECTION_API_KEY: 'r' }, 'm', 'reflection')).toBe(`m at ${openAI}`)
  })

  test('the offline stand-in answers where it is named, even with a key', () => {
    expect(place({ OPENAI_API_KEY: 'k' }, 'offline')).toBe('offline at offline')
    expect(place({ OPENAI_API_KEY: 'k', VITEST_JUDGE_MODEL: 'offline' })).toBe('offline at offline')
    expect(place({}, { model: 'offline' })).toBe('offline at offline')
  })

  test('the offline stand-in answers where it is allowed and nothing else can', () => {
    expect(place({ VITEST_JUDGE_OFFLINE: '1' }, 'gpt-5')).toBe('offline at offline')
    expect(place({ VITEST_JUDGE_OFFLINE: '1', OPENAI_API_KEY: 'k' }, 'gpt-5')).toBe(`gpt-5 at ${openAI}`)
    configureModels({ environment: {}, offline: true })
    expect(chatModel('gpt-5')).toMatchObject({ name: 'offline', endpoint: 'offline' })
    expect(defaultModel()).toBe('offline')
  })

  test('with nothing to ask the error names the three ways on', () => {
    const error = (() => {
      try {
        return chatModel()
      } catch (reason) {
        return reason
      }
    })()
    expect(VitestJudgeError.is(error) && error.code).toBe('no-model')
    expect((error as VitestJudgeError).message).toMatchInlineSnapshot(`
      "The judge model gpt-5-mini cannot be asked: found no API key and no base URL; expected one of them.
        → Set OPENAI_API_KEY (a .env file will do), or OPENAI_BASE_URL for a server of your own, or allow the offline stand-in: judges({ offline: true }) in vitest.config.ts, or VITEST_JUDGE_OFFLINE=1."
    `)
  })

  test('an option that nobody knows is refused: the key would go elsewhere', () => {
    const misspelt = { model: 'm', baseUrl: 'http://127.0.0.1:9' }
    const refusal = expect.objectContaining({
      code: 'invalid-options',
      message:
        'The model has the unknown option baseUrl; expected only model, baseURL, apiKey, fallback.\n' +
        '  → Write baseURL in place of baseUrl.',
    }) as Error
    expect(() => place({ OPENAI_API_KEY: 'k' }, misspelt)).toThrow(refusal)
    expect(() => createClient({ model: misspelt })).toThrow(refusal)
    const unknown: object = { modle: 'm' }
    expect(() => createClient(unknown)).toThrow(
      'createClient has the unknown option modle; expected only model.\n  → Write model in place of modle.',
    )
  })

  test('a base URL that is none is refused', () => {
    expect(() => place({}, { model: 'm', baseURL: 'localhost:1234' })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})

describe('keys', () => {
  test('without a key the word unused is sent, and nothing of the process environment', async () => {
    await using server = await startLoopback(inTurn(completion('Yes.')))
    process.env['OPENAI_ORG_ID'] = 'org-of-the-process'
    try {
      await chatModel({ model: 'm', baseURL: server.url }).chat(question)
    } finally {
      delete process.env['OPENAI_ORG_ID']
    }
    expect(server.requests[0]?.headers.authorization).toBe('Bearer unused')
    expect(server.requests[0]?.headers).not.toHaveProperty('openai-organization')
  })

  test('each role sends its own key', async () => {
    await using server = await startLoopback(inTurn(completion('Yes.')))
    configureModels({
      environment: {
        OPENAI_BASE_URL: server.url,
        OPENAI_API_KEY: 'sk-judge',
        VITEST_JUDGE_REFLECTION_API_KEY: 'sk-reflection',
      },
    })
    await chatModel().chat(question)
    await chatModel(undefined, 'reflection').chat(question)
    await chatModel({ model: 'm', apiKey: 'sk-given' }).chat(question)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer sk-judge',
      'Bearer sk-reflection',
      'Bearer sk-given',
    ])
  })
})

describe('the client for the system under test', () => {
  test('asks the same endpoint with the same key, and is kept', async () => {
    await using server = await startLoopback(inTurn(completion('Hello.')))
    configureModels({ environment: { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'sk-user' } })
    const answer = await createClient().chat.completions.create({ model: defaultModel(), ...question })
    expect(answer.choices[0]?.message.content).toBe('Hello.')
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-user')
    expect(server.requests[0]?.body).toEqual({ model: 'gpt-5-mini', ...question })
    expect(createClient()).toBe(createClient({ model: 'another' }))
  })

  test('reaches the offline stand-in where that serves', async () => {
    configureModels({ environment: {}, offline: true })
    const answer = await createClient().chat.completions.create({ model: defaultModel(), ...question })
    expect(answer.model).toBe('offline')
    const reply = await chatModel().chat(question)
    expect(reply.text).toBe(answer.choices[0]?.message.content)
  })

  test('cannot be made of a function', () => {
    expect(() => createClient({ model: async () => 'yes' })).toThrow(
      expect.objectContaining({ code: 'invalid-options' }),
    )
  })
})

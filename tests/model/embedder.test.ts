import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EmbedderIdentity } from '../../src/contract/index.ts'
import { configureModels, embedder, embedderFor, ModelCallError } from '../../src/model/index.ts'
import { embeddings, failure, inTurn, startLoopback, type LoopbackResponse } from './loopback.ts'

beforeEach(() => configureModels({ environment: {}, maxRetries: 0 }))
afterEach(() => configureModels({}))

function at(url: string, more: NodeJS.ProcessEnv = {}): void {
  configureModels({
    environment: { OPENAI_BASE_URL: url, VITEST_JUDGE_EMBEDDING_DIMENSIONS: '2', ...more },
    maxRetries: 0,
  })
}

describe('vectors', () => {
  test('come in the order of the texts, asked for as floats of the wanted length', async () => {
    await using server = await startLoopback(
      inTurn(
        embeddings([
          [1, 0],
          [0, 1],
        ]),
      ),
    )
    at(server.url)
    expect(await embedder().embed(['a', 'b'])).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/embeddings' })
    expect(server.requests[0]?.body).toEqual({
      model: 'text-embedding-3-small',
      input: ['a', 'b'],
      dimensions: 2,
      encoding_format: 'float',
    })
  })

  test('are put in order by their index', async () => {
    await using server = await startLoopback(() => ({
      json: {
        data: [
          { index: 2, embedding: [2, 2] },
          { index: 0, embedding: [0, 3] },
          { index: 1, embedding: [1, 1] },
        ],
      },
    }))
    at(server.url)
    expect(await embedder().embed(['a', 'b', 'c'])).toEqual([
      [0, 3],
      [1, 1],
      [2, 2],
    ])
  })

  test('are asked for 200 texts at a time', async () => {
    await using server = await startLoopback(({ body }) =>
      embeddings((body as { input: string[] }).input.map((text) => [Number(text), 1])),
    )
    at(server.url)
    const texts = Array.from({ length: 450 }, (_, index) => String(index))
    expect(await embedder().embed(texts)).toEqual(texts.map((text) => [Number(text), 1]))
    expect(server.requests.map(({ body }) => (body as { input: string[] }).input.length)).toEqual([
      200, 200, 50,
    ])
  })

  test('of no texts need no call', async () => {
    await using server = await startLoopback(inTurn(embeddings([])))
    at(server.url)
    expect(await embedder().embed([])).toEqual([])
    expect(server.requests).toEqual([])
  })

  const data = (...entries: unknown[]): LoopbackResponse => ({ json: { data: entries } })
  const bad: [string, LoopbackResponse, string][] = [
    [
      'of another length',
      embeddings([
        [1, 0],
        [1, 0, 0],
      ]),
      'vector 1 has 3 elements, expected 2; VITEST_JUDGE_EMBEDDING_DIMENSIONS=3 fits this model',
    ],
    ['of no length', embeddings([[], []]), 'vector 0 has 0 elements, expected 2'],
    [
      'with null in them',
      embeddings([
        [1, 0],
        [1, null],
      ]),
      'expected element 1 of vector 1 to be a finite number, got null',
    ],
    [
      'with "NaN" in them',
      embeddings([
        ['NaN', 0],
        [1, 0],
      ]),
      'expected element 0 of vector 0 to be a finite number, got "NaN"',
    ],
    ['too few', embeddings([[1, 0]]), 'got 1 vectors, expected 2'],
    [
      'with an index twice',
      data({ index: 0, embedding: [1, 0] }, { index: 0, embedding: [0, 1] }),
      'no vector has index 1, expected 0 to 1 once each',
    ],
    [
      'in base64',
      data({ index: 0, embedding: 'AACAPwAAAAA=' }, { index: 1, embedding: [0, 1] }),
      'expected vector 0 to be a list of numbers, got "AACAPwAAAAA="',
    ],
    ['missing', { json: { ok: true } }, 'expected a list of embeddings, got {"ok":true}'],
  ]

  test.for(bad)('%s are malformed', async ([, response, detail]) => {
    await using server = await startLoopback(inTurn(response))
    at(server.url)
    const error = await embedder()
      .embed(['a', 'b'])
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ModelCallError)
    expect(error).toMatchObject({ reason: 'malformed', detail, model: 'text-embedding-3-small' })
  })

  test('NaN as a bare word is malformed, being no JSON', async () => {
    await using server = await startLoopback(() => ({
      headers: { 'content-type': 'application/json' },
      text: '{"data":[{"index":0,"embedding":[NaN,1]}]}',
    }))
    at(server.url)
    await expect(embedder().embed(['a'])).rejects.toMatchObject({ reason: 'malformed' })
  })

  test('are asked for without dimensions from a model that refuses them, and that is remembered', async () => {
    await using server = await startLoopback(({ body }) =>
      'dimensions' in (body as object)
        ? failure(400, 'This model does not support specifying dimensions.')
        : embeddings([[1, 0]]),
    )
    at(server.url)
    const fixed = embedder({ model: 'fixed' })
    expect(await fixed.embed(['a'])).toEqual([[1, 0]])
    expect(await fixed.embed(['b'])).toEqual([[1, 0]])
    expect(server.requests.map(({ body }) => 'dimensions' in (body as object))).toEqual([true, false, false])
  })

  test('that cannot be had end as any failed call', async () => {
    await using server = await startLoopback(inTurn(failure(503, 'overloaded')))
    at(server.url)
    await expect(embedder().embed(['a'])).rejects.toMatchObject({
      reason: 'provider-error',
      detail: '503 overloaded',
    })
  })
})

describe('which embedder answers', () => {
  test('its own variables come before those of OpenAI', async () => {
    await using server = await startLoopback(inTurn(embeddings([[1, 0, 0]])))
    at('http://127.0.0.1:9', {
      OPENAI_API_KEY: 'sk-chat',
      VITEST_JUDGE_EMBEDDING_MODEL: 'own',
      VITEST_JUDGE_EMBEDDING_DIMENSIONS: '3',
      VITEST_JUDGE_EMBEDDING_BASE_URL: `${server.url}/`,
      VITEST_JUDGE_EMBEDDING_API_KEY: 'sk-own',
    })
    expect(embedder().identity).toEqual({ model: 'own', dimensions: 3, endpoint: server.url })
    await embedder().embed(['a'])
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-own')
  })

  test('options come before the environment', () => {
    at('http://127.0.0.1:9/v1')
    expect(embedder({ model: 'given', dimensions: 64 }).identity).toEqual({
      model: 'given',
      dimensions: 64,
      endpoint: 'http://127.0.0.1:9/v1',
    })
  })

  test('the offline one serves where allowed, at 512 dimensions', async () => {
    configureModels({ environment: {}, offline: true })
    const offline = embedder()
    expect(offline.identity).toEqual({ model: 'offline-lexical', dimensions: 512, endpoint: 'offline' })
    const [first, again, other] = await offline.embed(['a cold morning', 'a cold morning', 'tax law'])
    expect(first).toHaveLength(512)
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })

  test('nothing to ask is an error with the ways on', () => {
    expect(() => embedder()).toThrow(
      expect.objectContaining({ code: 'no-model', hint: expect.stringContaining('VITEST_JUDGE_OFFLINE=1') }),
    )
  })

  test('dimensions that are no positive whole number are refused', () => {
    at('http://127.0.0.1:9', { VITEST_JUDGE_EMBEDDING_DIMENSIONS: '12.5' })
    expect(() => embedder()).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})

describe('the embedder of a memory', () => {
  const openAI: EmbedderIdentity = {
    model: 'text-embedding-3-small',
    dimensions: 2,
    endpoint: 'https://api.openai.com/v1',
  }

  test('is the offline one for an offline memory, even with a key', async () => {
    configureModels({ environment: { OPENAI_API_KEY: 'sk-key' } })
    const identity = { model: 'offline-lexical', dimensions: 512, endpoint: 'offline' }
    const found = embedderFor(identity)
    expect(found?.identity).toEqual(identity)
    expect((await found?.embed(['a']))?.[0]).toHaveLength(512)
  })

  test('is the one of OpenAI only with a key for it', () => {
    expect(embedderFor(openAI)).toBeUndefined()
    configureModels({ environment: { OPENAI_API_KEY: 'sk-key' } })
    expect(embedderFor(openAI)?.identity).toEqual(openAI)
    configureModels({ environment: { OPENAI_API_KEY: 'sk-other', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } })
    expect(embedderFor(openAI)).toBeUndefined()
    configureModels({ environment: {}, offline: true })
    expect(embedderFor(openAI)).toBeUndefined()
  })

  test('keeps its model and endpoint whatever the environment names, and no key goes to a foreign endpoint', async () => {
    await using server = await startLoopback(inTurn(embeddings([[1, 0]])))
    configureModels({
      environment: { OPENAI_API_KEY: 'sk-key', VITEST_JUDGE_EMBEDDING_MODEL: 'another' },
      maxRetries: 0,
    })
    const identity = { model: 'mine', dimensions: 2, endpoint: server.url }
    expect(await embedderFor(identity)?.embed(['a'])).toEqual([[1, 0]])
    expect(server.requests[0]?.body).toMatchObject({ model: 'mine' })
    expect(server.requests[0]?.headers.authorization).toBe('Bearer unused')
  })

  test('gets the key that is configured for its endpoint', async () => {
    await using server = await startLoopback(inTurn(embeddings([[1, 0]])))
    at(`${server.url}/`, { OPENAI_API_KEY: 'sk-key' })
    await embedderFor({ model: 'mine', dimensions: 2, endpoint: server.url })?.embed(['a'])
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-key')
  })
})

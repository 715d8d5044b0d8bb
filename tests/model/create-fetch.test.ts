import { OpenAI } from 'openai'
import { describe, expect, test } from 'vitest'
import { configureModels, createClient, createFetch, placedWiring } from '../../src/model/index.ts'
import { key, soon } from './fault-server.ts'
import { place, post, reporting, start, stored, useRecordings } from './fetch-support.ts'
import { completion, failure, inTurn, type LoopbackResponse } from './loopback.ts'

useRecordings()

describe('what is asked', () => {
  test.for(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'])(
    'with a key as %s is recorded without it, also where the answer repeats it',
    async (header) => {
      const server = await start(inTurn(completion(`You are ${key}.`)))
      await post(server.url, `I am ${key}`, { headers: { [header]: key } })
      const text = await stored()
      expect(text).toContain('You are [key].')
      expect(text).not.toContain(key)
      await post(server.url, `I am ${key}`, { headers: { [header]: key } })
      expect(server.requests).toHaveLength(1)
      expect(server.requests[0]?.headers[header]).toBe(key)
    },
  )

  test('with a key in the address is recorded without it, and found whoever asks', async () => {
    const server = await start(
      inTurn({ json: { candidates: [{ finishReason: 'STOP' }], modelVersion: 'g-1' } }),
    )
    const ask = (own: string) =>
      createFetch()(`${server.url}/v1beta/models/g-1:generateContent?alt=json&key=${own}`, {
        method: 'POST',
        body: JSON.stringify({ contents: [] }),
      })
    await ask(key)
    await ask('sk-of-another-one')
    expect(server.requests.map(({ path }) => path)).toEqual([
      `/v1beta/models/g-1:generateContent?alt=json&key=${key}`,
    ])
    const text = await stored()
    expect(text).toContain('"path":"POST /v1beta/models/g-1:generateContent?alt=json"')
    expect(text).not.toContain(key)
  })

  test("with a key of a few letters, as a server of one's own takes, is recorded as it is", async () => {
    const server = await start(inTurn(completion('You are x.')))
    await post(server.url, 'x', { headers: { authorization: 'Bearer x' } })
    const again = await post(server.url, 'x', { headers: { authorization: 'Bearer x' } })
    expect(server.requests).toHaveLength(1)
    expect(await again.json()).toEqual(completion('You are x.').json)
  })

  test.for<[string, RequestInit]>([
    ['by GET, which may wait for something', { method: 'GET' }],
    ['by a form, which may log in', { method: 'POST', body: new URLSearchParams({ secret: 'a' }) }],
    ['with files', { method: 'POST', body: formWithFile() }],
    ['by PUT, which may write something', { method: 'PUT', body: '{"a":1}' }],
  ])('%s, is asked each time', async ([, init]) => {
    const server = await start(inTurn(completion('Yes.')))
    const ask = () => createFetch()(`${server.url}/v1/batches`, init)
    await ask()
    await Promise.all([ask(), ask()])
    expect(server.requests).toHaveLength(3)
    expect(await stored()).toBe('')
  })

  test('twice at the same time is asked once', async () => {
    const server = await start(inTurn(completion('Yes.')))
    const { result, reports } = await reporting(() => Promise.all([post(server.url), post(server.url)]))
    expect(await Promise.all(result.map((response) => response.json()))).toEqual([
      completion('Yes.').json,
      completion('Yes.').json,
    ])
    expect(server.requests).toHaveLength(1)
    expect(reports.map(({ recorded }) => recorded)).toEqual([false, true])
  })

  test('twice at the same time is asked anew where the first gives up, and the second waits for nobody', async () => {
    const controllers = [new AbortController(), new AbortController()] as const
    const server = await start((_, index) => {
      if (index === 0) controllers[0].abort()
      return index === 0 ? {} : completion('Yes.')
    })
    const [first, second] = controllers.map(({ signal }) => post(server.url, 'Is it so?', { signal }))
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    expect((await second)?.status).toBe(200)
    expect(server.requests).toHaveLength(2)
  })

  test('is given up at once where its signal has aborted, whatever is recorded', async () => {
    const server = await start(inTurn(completion('Yes.')))
    await post(server.url)
    const given = post(server.url, 'Is it so?', { signal: AbortSignal.abort() })
    await expect(given).rejects.toMatchObject({ name: 'AbortError' })
    expect(server.requests).toHaveLength(1)
  })

  test('while the same is in flight can be given up', async () => {
    const controller = new AbortController()
    const answer = Promise.withResolvers<LoopbackResponse>()
    const server = await start(() => answer.promise)
    const first = post(server.url)
    const second = post(server.url, 'Is it so?', { signal: controller.signal })
    controller.abort()
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    answer.resolve(completion('Yes.'))
    expect((await first).status).toBe(200)
  })
})

function formWithFile(): FormData {
  const form = new FormData()
  form.append('file', new Blob(['a']), 'a.txt')
  return form
}

describe('the modes', () => {
  test('replay answers what is recorded, and else says what is missing with a 400', async () => {
    const server = await start(inTurn(completion('Yes.')))
    await post(server.url)
    await placedWiring()?.flush?.()
    place('replay')
    expect((await post(server.url)).status).toBe(200)
    const { result, reports } = await reporting(() => post(server.url, 'Is it not so?'))
    expect(result.status).toBe(400)
    expect(result.headers.get('x-should-retry')).toBe('false')
    const { error } = (await result.json()) as { error: { message: string; code: string } }
    expect(error.code).toBe('not-recorded')
    expect(error.message).toMatchInlineSnapshot(
      `"not-recorded: no recording of POST /v1/chat/completions of "small" with "Is it not so?": the nearest recorded request differs in the user message: "Is it not so?" here, "Is it so?" recorded"`,
    )
    const endpoint = `${server.url}/v1`
    expect(reports).toEqual([
      { endpoint, model: 'small', recorded: false, answered: false, reason: 'not-recorded' },
    ])
    expect(server.requests).toHaveLength(1)
  })

  test('refresh asks and records anew, off does neither', async () => {
    const server = await start((_, index) => completion(`Answer ${index}`))
    await post(server.url)
    place('refresh')
    await post(server.url)
    place('off')
    await post(server.url)
    expect(server.requests).toHaveLength(3)
    place('replay')
    expect(await (await post(server.url)).json()).toEqual(completion('Answer 1').json)
  })
})

test('a client of the SDK takes it, asks the missing only once, and says why', async () => {
  place('replay')
  const server = await start(inTurn(completion('Yes.')))
  const client = new OpenAI({ apiKey: key, baseURL: server.url, fetch: createFetch(), maxRetries: 3 })
  const { result, reports } = await reporting(() =>
    client.chat.completions
      .create({ model: 'small', messages: [{ role: 'user', content: 'Hello' }] })
      .catch((error: unknown) => error),
  )
  expect(result).toMatchObject({ status: 400, code: 'not-recorded' })
  expect(reports).toHaveLength(1)
  expect(server.requests).toHaveLength(0)
})

test('a client of the project is recorded, and retries as the SDK does', async () => {
  const server = await start(inTurn(failure(503, 'wait', { headers: soon }), completion('Yes.')))
  configureModels({ environment: { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: key }, maxRetries: 1 })
  const ask = () =>
    createClient().chat.completions.create({ model: 'small', messages: [{ role: 'user', content: 'Hello' }] })
  const { result, reports } = await reporting(ask)
  expect(result.choices[0]?.message.content).toBe('Yes.')
  expect(reports.map(({ answered }) => answered)).toEqual([false, true])
  expect((await ask()).choices[0]?.message.content).toBe('Yes.')
  expect(server.requests).toHaveLength(2)
  expect(await stored()).not.toContain(key)
})

test('a spent budget is a 400 too', async () => {
  place('auto', { budget: { calls: 1 } })
  const server = await start(inTurn(completion('Yes.')))
  await post(server.url, 'one')
  const { result, reports } = await reporting(() => post(server.url, 'two'))
  expect(await result.json()).toMatchObject({ error: { code: 'over-budget', type: 'over-budget' } })
  expect(reports).toMatchObject([{ answered: false, reason: 'over-budget' }])
  expect(server.requests).toHaveLength(1)
})

test('a call that the SDK makes again is counted once', async () => {
  place('auto', { budget: { calls: 1 } })
  const server = await start(inTurn(failure(503, 'wait', { headers: soon }), completion('Yes.')))
  const client = new OpenAI({ apiKey: key, baseURL: server.url, fetch: createFetch(), maxRetries: 1 })
  const ask = (content: string) =>
    client.chat.completions.create({ model: 'small', messages: [{ role: 'user', content }] })
  expect((await ask('one')).choices[0]?.message.content).toBe('Yes.')
  await expect(ask('two')).rejects.toMatchObject({ code: 'over-budget' })
  expect(server.requests).toHaveLength(2)
})

test("a fetch of one's own is asked in place of the process's", async () => {
  const asked: string[] = []
  const own = createFetch({
    fetch: async (...parameters) => {
      asked.push(new Request(...parameters).url)
      return Response.json(completion('Mine.').json)
    },
  })
  const init = { method: 'POST', body: '{"model":"m"}' }
  const answers = [await own('http://my.invalid/v1', init), await own('http://my.invalid/v1', init)]
  expect(await answers[1]?.json()).toEqual(completion('Mine.').json)
  expect(asked).toEqual(['http://my.invalid/v1'])
})

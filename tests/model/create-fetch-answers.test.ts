import { OpenAI } from 'openai'
import { describe, expect, test } from 'vitest'
import { createFetch, placedWiring } from '../../src/model/index.ts'
import { body, key, resetWithin, soon } from './fault-server.ts'
import { place, post, reporting, start, stored, useRecordings } from './fetch-support.ts'
import { completion, failure, inTurn, type LoopbackResponse } from './loopback.ts'

useRecordings()

describe('an answer', () => {
  test('in JSON is asked for once, and found again with its type and text', async () => {
    const server = await start(inTurn(completion('Yes.')))
    const first = await reporting(() => post(server.url))
    const text = await first.result.text()
    expect(first.result.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(text)).toEqual(completion('Yes.').json)
    const second = await reporting(() => post(server.url))
    expect([second.result.status, await second.result.text()]).toEqual([200, text])
    expect(server.requests).toHaveLength(1)
    const facts = { endpoint: `${server.url}/v1`, model: 'loopback-1', tokens: { prompt: 12, completion: 3 } }
    expect(first.reports).toEqual([{ ...facts, recorded: false, answered: true }])
    expect(second.reports).toEqual([{ ...facts, recorded: true, answered: true }])
  })

  test('is found again by another process, and by no other question, model or repeat', async () => {
    const server = await start(inTurn(completion('Yes.')))
    await post(server.url)
    await placedWiring()?.flush?.()
    place('auto')
    await post(server.url)
    expect(server.requests).toHaveLength(1)
    await post(server.url, 'Is it not?')
    await reporting(() => post(server.url), 1)
    await reporting(() => post(server.url), 1)
    expect(server.requests).toHaveLength(3)
  })

  const events = (...parts: object[]): LoopbackResponse => ({
    headers: { 'content-type': 'text/event-stream' },
    text: parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join('') + 'data: [DONE]\n\n',
  })
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    model: 'loopback-1',
    choices: [{ index: 0, delta, finish_reason }],
  })
  const usage = { model: 'loopback-1', choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } }

  test('that is streamed is recorded whole, and streamed again', async () => {
    const streamed = events(chunk({ content: 'Yes' }), chunk({ content: '.' }), chunk({}, 'stop'), usage)
    const server = await start(inTurn(streamed))
    const client = new OpenAI({
      apiKey: key,
      baseURL: `${server.url}/v1`,
      fetch: createFetch(),
      maxRetries: 0,
    })
    const ask = async () => {
      const stream = await client.chat.completions.create({
        model: 'small',
        stream: true,
        messages: [{ role: 'user', content: 'Is it so?' }],
      })
      let text = ''
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
      return text
    }
    const { result, reports } = await reporting(ask)
    expect(result).toBe('Yes.')
    expect(reports).toMatchObject([{ model: 'loopback-1', tokens: { prompt: 7, completion: 2 } }])
    expect(await ask()).toBe('Yes.')
    expect(server.requests).toHaveLength(1)
  })

  const anthropic = (stop: string) => ({ type: 'message', model: 'other-1', content: [], stop_reason: stop })
  const unusable: [string, LoopbackResponse][] = [
    ['cut off', completion('Ye', { finish_reason: 'length' })],
    ['filtered', completion('', { finish_reason: 'content_filter' })],
    ['cut off, of another provider', { json: anthropic('max_tokens') }],
    ['cut off, of a third', { json: { candidates: [{ finishReason: 'MAX_TOKENS' }] } }],
    ['cut off while it was streamed', events(chunk({ content: 'Ye' }), chunk({}, 'length'))],
    ['streamed without an end', events(chunk({ content: 'Ye' }))],
    ['streamed until an error', events(chunk({ content: 'Ye' }), { error: { message: 'overloaded' } })],
    ['not ready', { json: { id: 'resp_1', status: 'in_progress', model: 'small' } }],
    ['an error with status 200', { json: { error: { message: 'down' } } }],
    ['truncated JSON', body('{"choices":[')],
    ['empty', body('')],
    ['blank', body(' \n')],
    [
      'a page of a proxy',
      { headers: { 'content-type': 'text/html; charset=utf-8' }, text: '<h1>Log in</h1>' },
    ],
    ['no UTF-8', body(Buffer.from('{"a":"\xff"}', 'latin1'))],
    ['400', failure(400, 'no')],
    ['429', failure(429, 'slow down', { headers: soon })],
    ['500', failure(500, 'it broke')],
  ]

  test.for(unusable)('that is %s is handed on and not recorded', async ([, response]) => {
    const server = await start(inTurn(response))
    const answers = [await post(server.url), await post(server.url)]
    expect(server.requests).toHaveLength(2)
    expect(answers.map(({ status }) => status)).toEqual([response.status ?? 200, response.status ?? 200])
    if (response.json !== undefined) expect(await answers[0]?.json()).toEqual(response.json)
    expect(await stored()).toBe('')
  })

  test('that is lost on the way is an error, and not recorded', async () => {
    const server = await start(inTurn(resetWithin('chat')))
    const { result, reports } = await reporting(() => post(server.url).catch((error: unknown) => error))
    expect(result).toBeInstanceOf(TypeError)
    const endpoint = `${server.url}/v1`
    expect(reports).toEqual([{ endpoint, model: 'small', recorded: false, answered: false }])
    expect(await stored()).toBe('')
  })

  test.for([401, 200])('with status %i that repeats the key is handed on without it', async (status) => {
    const server = await start(inTurn({ ...completion(`Your key is ${key}.`), status }))
    const text = await (await post(server.url)).text()
    expect(text).toContain('Your key is [key].')
    expect(text).not.toContain(key)
  })

  test('that is no text is handed on byte by byte', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0xff, 0x00, 0xfe])
    const server = await start(() => ({
      act: (outgoing) => outgoing.writeHead(200, { 'content-type': 'image/png' }).end(bytes),
    }))
    const response = await post(server.url)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
    expect(response.headers.get('content-type')).toBe('image/png')
  })

  test('that is unpacked says nothing of how it was packed', async () => {
    const server = await start(() => ({ ...completion('Yes.'), headers: { 'x-request-id': 'req_1' } }))
    const response = await post(server.url)
    expect(response.headers.get('x-request-id')).toBe('req_1')
    expect(response.headers.get('transfer-encoding')).toBeNull()
  })
})

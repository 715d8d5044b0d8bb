import { expect, test } from 'vitest'
import { chatModel, placedWiring } from '../../src/model/index.ts'
import { place, start, useRecordings } from './fetch-support.ts'
import { completion, failure, type Loopback } from './loopback.ts'

useRecordings()

/** A service that has trouble with one of its models. */
function service(isDown: () => boolean): Promise<Loopback> {
  return start(({ body }) => {
    const { model } = body as { model: string }
    return model === 'large' && isDown() ? failure(503, 'down') : completion(`I am ${model}.`)
  })
}

async function ask({ url }: Loopback) {
  const model = chatModel({ model: 'large', baseURL: url, fallback: { model: 'small', baseURL: url } })
  const { text, fallback, recorded } = await model.chat({ messages: [{ role: 'user', content: 'Who?' }] })
  return { text, fallback, recorded }
}

test('a fallback answers while the model cannot be had, and what it answered is replayed', async () => {
  let isDown = true
  const server = await service(() => isDown)
  expect(await ask(server)).toEqual({ text: 'I am small.', fallback: true, recorded: undefined })
  expect(server.requests).toHaveLength(2)
  await placedWiring()?.flush?.()
  place('replay')
  expect(await ask(server)).toEqual({ text: 'I am small.', fallback: true, recorded: true })
  expect(server.requests).toHaveLength(2)

  isDown = false
  place('auto')
  expect(await ask(server)).toEqual({ text: 'I am large.', fallback: undefined, recorded: undefined })
  place('replay')
  expect(await ask(server)).toEqual({ text: 'I am large.', fallback: undefined, recorded: true })
})

test('where neither is recorded, the model is what is missing', async () => {
  place('replay')
  const server = await service(() => true)
  await expect(ask(server)).rejects.toMatchObject({
    reason: 'not-recorded',
    detail: expect.stringContaining('no recording of chat/completions of "large" with "Who?"'),
  })
  expect(server.requests).toHaveLength(0)
})

test('what the fallback fails with is what is said', async () => {
  const server = await start(({ body }) =>
    (body as { model: string }).model === 'large' ? failure(503, 'down') : failure(401, 'no key'),
  )
  await expect(ask(server)).rejects.toMatchObject({ reason: 'rejected', detail: '401 no key' })
})

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ModelCallError } from '../../../src/model/model-call-error.ts'
import { recordingKey } from '../../../src/model/recordings/recording-key.ts'
import { maskText } from '../../../src/model/recordings/mask-secrets.ts'
import { answerOf, chatRequest, openAt, recordingsFolder } from './support.ts'

async function textOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('')
}

test('the key of a request is the hash of all of it, whatever the order of its keys', () => {
  const request = { endpoint: 'e', path: 'p', body: { model: 'm', messages: [{ role: 'user' }] }, repeat: 0 }
  // sha256 of {"body":{"messages":[{"role":"user"}],"model":"m"},"endpoint":"e","path":"p","repeat":0}
  expect(recordingKey(request)).toBe('b4f0e47bfc272adc82f24e4827ecc4da46285c96907811cf3ed5723cee096892')
  expect(recordingKey({ ...request, body: { messages: [{ role: 'user' }], model: 'm' } })).toBe(
    recordingKey(request),
  )
  const others = [
    { ...request, endpoint: 'f' },
    { ...request, path: 'q' },
    { ...request, body: { ...request.body, model: 'n' } },
    { ...request, body: { ...request.body, seed: 1 } },
    { ...request, repeat: 1 },
  ]
  expect(new Set([request, ...others].map(recordingKey)).size).toBe(6)
})

test('what a mode finds and records', async () => {
  const folder = await recordingsFolder()
  openAt(folder).add(chatRequest('known'), answerOf('old'), [])
  const outcomes = (['auto', 'refresh', 'off'] as const).map((mode) => {
    const recordings = openAt(folder, mode)
    const before = recordings.find(chatRequest('known'))?.text
    recordings.add(chatRequest(`new in ${mode}`), answerOf('new'), [])
    return [recordings.mode, before, openAt(folder).find(chatRequest(`new in ${mode}`))?.text]
  })
  expect(outcomes).toEqual([
    ['auto', 'old', 'new'],
    ['refresh', undefined, 'new'],
    ['off', undefined, undefined],
  ])
  const replay = openAt(folder, 'replay')
  expect(replay.find(chatRequest('known'))).toEqual(answerOf('old'))
  replay.add(chatRequest('new in replay'), answerOf('new'), [])
  expect(openAt(folder).find(chatRequest('new in replay'))).toBe(undefined)
  const again = openAt(folder)
  again.add(chatRequest('known'), answerOf('newest'), [])
  expect(again.find(chatRequest('known'))?.text).toBe('newest')
})

test('off neither reads nor makes a folder', async () => {
  const folder = await recordingsFolder()
  await writeFile(folder, 'not a folder')
  const off = openAt(folder, 'off')
  expect(off.find(chatRequest('x'))).toBe(undefined)
  off.add(chatRequest('x'), answerOf('y'), [])
  await off.flush()
  expect(off.notice()).toBe(undefined)
})

test('a miss in replay names the request and how the nearest differs', async () => {
  const folder = await recordingsFolder()
  const missing = (user: string) => {
    try {
      openAt(folder, 'replay').find(chatRequest(user))
    } catch (error) {
      if (error instanceof ModelCallError) return error.message
      throw error
    }
    return 'found'
  }
  expect(missing('Thank you')).toMatchInlineSnapshot(
    `"not-recorded: no recording of chat/completions of "gpt-5-mini" with "Thank you": nothing of this path is recorded"`,
  )
  openAt(folder).add(chatRequest('Thank you'), answerOf('yes'), [])
  expect(missing('Thank you')).toBe('found')
  expect(
    missing(`<inputs>\n  Thank you very much,   dear Sir, for all that you have done for us.`),
  ).toMatchInlineSnapshot(
    `"not-recorded: no recording of chat/completions of "gpt-5-mini" with "<inputs> Thank you very much, dear Sir,…": the nearest recorded request differs in the user message at character 1: "<inputs>\\n Thank you very much, dear S…" here, "Thank you" recorded"`,
  )
})

test('no secret is stored, in whatever part it stands', async () => {
  const folder = await recordingsFolder()
  const secret = 'sk-"quoted"/+'
  const request = chatRequest(`my key is ${secret}`, { body: { metadata: { [secret]: [secret, 1, null] } } })
  const text = JSON.stringify({ echoed: secret, url: `?key=${encodeURIComponent(secret)}` })
  const recordings = openAt(folder)
  recordings.add(request, answerOf(text), [secret, ''])
  expect(recordings.find(request)?.text).toBe('{"echoed":"[key]","url":"?key=[key]"}')
  const stored = await textOf(folder)
  expect(stored).not.toContain('quoted')
  expect(stored).toContain('"my key is [key]"')
  expect(stored).toContain('"metadata":{"[key]":["[key]",1,null]}')
  expect(openAt(folder, 'replay').find(request)?.text).toContain('[key]')
})

test('a masked text holds no secret', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'[key]'.includes(secret) && !secret.includes('[key]'))
      expect(maskText(`${before}${secret}${after}`, [secret])).not.toContain(secret)
    }),
  )
})

test('equal requests in flight are asked once, and share how it ends', async () => {
  const recordings = openAt(await recordingsFolder())
  const asked: string[] = []
  const ends: { resolve: (text: string) => void; reject: (error: Error) => void }[] = []
  const ask = (name: string) => () => {
    asked.push(name)
    return new Promise<string>((resolve, reject) => ends.push({ resolve, reject }))
  }
  const calls = [
    recordings.share(chatRequest('a'), ask('first')),
    recordings.share(chatRequest('a'), ask('second')),
    recordings.share(chatRequest('a', { repeat: 1 }), ask('repeat')),
    recordings.share(chatRequest('b'), ask('other')),
  ]
  expect(asked).toEqual(['first', 'repeat', 'other'])
  for (const [index, { resolve }] of ends.entries()) resolve(`answer ${index}`)
  expect(await Promise.all(calls)).toEqual(['answer 0', 'answer 0', 'answer 1', 'answer 2'])

  const failing = [1, 2].map(() => recordings.share(chatRequest('a'), ask('third')))
  ends.at(-1)?.reject(new Error('gone'))
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await recordings.share(chatRequest('a'), async () => 'asked anew')).toBe('asked anew')
  expect(asked).toEqual(['first', 'repeat', 'other', 'third'])
})

test('whoever shared a failure can ask at once', async () => {
  const recordings = openAt(await recordingsFolder())
  const gone = () => recordings.share(chatRequest('a'), () => Promise.reject(new Error('gone')))
  const [, second] = [
    gone().catch(() => 'first'),
    gone().catch(() => recordings.share(chatRequest('a'), async () => 'own')),
  ]
  expect(await second).toBe('own')
})

test('off asks each of equal requests', async () => {
  const recordings = openAt(await recordingsFolder(), 'off')
  let asked = 0
  const ask = async () => ++asked
  expect(await Promise.all([1, 2].map(() => recordings.share(chatRequest('a'), ask)))).toEqual([1, 2])
})

test('what is wrong is said on one line', async () => {
  const folder = await recordingsFolder()
  const said = (recordings: ReturnType<typeof openAt>) =>
    recordings.notice()?.replaceAll(dirname(folder), '…')
  const first = openAt(folder, 'auto', 300)
  first.add(chatRequest('one'), answerOf('yes'), [])
  expect(said(first)).toBe(undefined)
  first.add(chatRequest('two'), answerOf('yes'), [])
  expect(said(first)).toMatchInlineSnapshot(
    `"recordings in …/recordings have 0.000426 MB, the limit is 0.0003 MB: 1 answer was not recorded; npx vitest-judge recordings prune --unused-for 30d makes room"`,
  )
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.jsonl')) ?? ''
  await writeFile(join(folder, name), (await readFile(join(folder, name), 'utf8')).replace('yes', 'yea'))
  const second = openAt(folder)
  expect(second.find(chatRequest('one'))).toBe(undefined)
  expect(said(second)).toMatchInlineSnapshot(
    `"1 damaged line of the recordings in …/recordings passed over; npx vitest-judge recordings verify names them"`,
  )
})

test('answers that cannot be written are said to be lost', async () => {
  const folder = await recordingsFolder()
  await writeFile(folder, 'not a folder')
  const refresh = openAt(folder, 'refresh')
  refresh.add(chatRequest('one'), answerOf('yes'), [])
  expect(refresh.notice()?.replaceAll(dirname(folder), '…')).toMatchInlineSnapshot(`
    "answers could not be recorded in …/recordings: …/recordings could not be read: ENOTDIR: not a directory, scandir '…/recordings'.
      → Check the path and its permissions."
  `)
})

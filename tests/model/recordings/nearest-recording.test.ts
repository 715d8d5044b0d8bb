import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../../src/contract/index.ts'
import { nearestRecordings } from '../../../src/model/recordings/nearest-recording.ts'
import type { RecordedRequest } from '../../../src/model/recordings/recording-key.ts'
import { chatRequest } from './support.ts'

const difference = (here: RecordedRequest, ...recorded: RecordedRequest[]) =>
  nearestRecordings(recorded)(here)
const long = 'The text to be judged is a long one, and most of it is the same. '

test('nothing is near where nothing of the path is recorded', () => {
  expect(difference(chatRequest('x'))).toBe(undefined)
  expect(difference(chatRequest('x'), { ...chatRequest('x'), path: 'embeddings' })).toBe(undefined)
})

test('a request that says the same is nearest, and what else differs is named', () => {
  const { body } = chatRequest(long)
  const wholly = { model: 'gpt-5', temperature: 0, seed: 7 }
  expect([
    difference(
      chatRequest('x', { body: { model: 'gpt-5' } }),
      chatRequest('y', { body: { model: 'gpt-5' } }),
      chatRequest('x'),
    ),
    difference(
      chatRequest('x', { body: wholly }),
      chatRequest('x'),
      chatRequest('x', { body: { ...wholly, seed: 1 } }),
    ),
    difference(
      chatRequest('x', { body: { temperature: 0 } }),
      chatRequest('x', { endpoint: 'https://other.example.com/v1' }),
    ),
    difference(chatRequest('x', { repeat: 2 }), chatRequest('x'), chatRequest('x', { repeat: 1 })),
    difference(
      chatRequest('x', {
        body: { response_format: { type: 'json', schema: { enum: ['yes', 'no'], title: long } } },
      }),
      chatRequest('x', {
        body: { response_format: { type: 'json', schema: { enum: ['yes', 'No'], title: long } } },
      }),
    ),
    difference(
      { ...chatRequest('x'), body: { ...(body as object), user: 'ada' } as JsonValue },
      chatRequest(long),
    ),
  ]).toMatchInlineSnapshot(`
    [
      "the nearest recorded request differs in model: "gpt-5" here, "gpt-5-mini" recorded",
      "the nearest recorded request differs in seed: 7 here, 1 recorded",
      "the nearest recorded request differs in endpoint: "https://api.example.com/v1" here, "https://other.example.com/v1" recorded and temperature: 0 here, none recorded",
      "the nearest recorded request differs in repeat: 2 here, 0 recorded",
      "the nearest recorded request differs in response_format at character 27: "…um\\":[\\"yes\\",\\"no\\"],\\"title\\":\\"The text to be…" here, "…um\\":[\\"yes\\",\\"No\\"],\\"title\\":\\"The text to be…" recorded",
      "the nearest recorded request differs in user: "ada" here, none recorded",
    ]
  `)
})

test('else the one that begins with the most of the same words', () => {
  const recorded = ['apple', 'banana', `${long}And it ends well.`, `${long}And it ends.`, 'cherry'].map(
    (user) => chatRequest(user),
  )
  expect([
    difference(chatRequest(`${long}And it ends badly.`), ...recorded),
    difference(chatRequest('bananas'), ...recorded),
    difference(chatRequest('b'), ...recorded),
    difference(chatRequest('zebra'), ...recorded),
    difference(
      chatRequest(`${long}And it ends well.`, { body: { model: 'gpt-5', messages: 'none' } }),
      ...recorded,
    ),
  ]).toMatchInlineSnapshot(`
    [
      "the nearest recorded request differs in the user message at character 78: "…And it ends badly." here, "…And it ends well." recorded",
      "the nearest recorded request differs in the user message: "bananas" here, "banana" recorded",
      "the nearest recorded request differs in the user message: "b" here, "banana" recorded",
      "the nearest recorded request differs in the user message: "zebra" here, "cherry" recorded",
      "the nearest recorded request differs in model: "gpt-5" here, "gpt-5-mini" recorded and the messages: "none" here, none recorded",
    ]
  `)
})

test('messages, parts of messages, inputs and other bodies are told apart', () => {
  const embedding = (input: JsonValue): RecordedRequest => ({
    endpoint: 'e',
    path: 'embeddings',
    body: { model: 'small', input },
    repeat: 0,
  })
  const messages = (...entries: JsonValue[]) => chatRequest('', { body: { messages: entries } })
  const user = (content: JsonValue) => ({ role: 'user', content })
  expect([
    difference(messages(user('a'), user('b')), messages(user('a'), user('c'))),
    difference(messages(user('a'), user('b')), messages(user('a'))),
    difference(messages(user('a')), messages({ role: 'assistant', content: 'a' })),
    difference(messages(user([{ type: 'text', text: 'a' }])), messages(user([{ type: 'text', text: 'b' }]))),
    difference(messages({ ...user('a'), name: 'ada' }), messages(user('a'))),
    difference(messages(null, 'odd'), messages(null, 'odds')),
    difference(embedding(['a', 'b']), embedding(['a', 'c'])),
    difference(embedding('a'), embedding('b')),
    difference({ ...embedding(''), body: 'text' }, { ...embedding(''), body: null }),
  ]).toMatchInlineSnapshot(`
    [
      "the nearest recorded request differs in the user message 2: "b" here, "c" recorded",
      "the nearest recorded request differs in the user message 2: "b" here, none recorded",
      "the nearest recorded request differs in the user message: "a" here, none recorded",
      "the nearest recorded request differs in the user message: "[{\\"text\\":\\"a\\",\\"type\\":\\"text\\"}]" here, "[{\\"text\\":\\"b\\",\\"type\\":\\"text\\"}]" recorded",
      "the nearest recorded request differs in the user message at character 1: "{\\"content\\":\\"a\\",\\"name\\":\\"ada\\",\\"role\\":\\"user…" here, "a" recorded",
      "the nearest recorded request differs in the messages 2: "odd" here, "odds" recorded",
      "the nearest recorded request differs in the input 2: "b" here, "c" recorded",
      "the nearest recorded request differs in the input: "a" here, "b" recorded",
      "the nearest recorded request differs in the input: "text" here, "null" recorded",
    ]
  `)
})

test('a difference is found for any request, in at most 200 characters, whatever the order of recordings', () => {
  const users = fc.array(
    fc.tuple(fc.string({ maxLength: 300 }), fc.constantFrom('small', 'large'), fc.nat({ max: 2 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  const request = ([user, model, repeat]: readonly [string, string, number]) =>
    chatRequest(user, { body: { model }, repeat })
  fc.assert(
    fc.property(users, fc.string({ maxLength: 300 }), (recorded, user) => {
      const here = request([user, 'other', 1])
      const text = difference(here, ...recorded.map(request)) ?? ''
      expect(text).toMatch(
        /^the nearest recorded request differs in model: "other" here, "(small|large)" recorded/,
      )
      expect(text.length).toBeLessThanOrEqual(200)
      expect(difference(here, ...recorded.map(request).toReversed())).toBe(text)
    }),
    { numRuns: process.env['LONG'] ? 1000 : 50 },
  )
})

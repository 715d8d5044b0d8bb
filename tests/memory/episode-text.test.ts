import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentHash } from '../../src/io/index.ts'
import { episodeText, textHash } from '../../src/memory/index.ts'

test('strings stand as they are', () => {
  expect(episodeText({ inputs: 'What is\nHNSW?', outputs: 'A graph.' })).toBe('What is\nHNSW?\nA graph.')
})

test('other JSON becomes lines of key and value in key order', () => {
  const text = episodeText({
    inputs: {
      text: 'We found no effect.',
      meta: { year: 2020, draft: false, note: null },
      tags: ['a', { kind: 'b' }],
      none: [],
      empty: {},
    },
    outputs: { label: 'RESULTS' },
  })
  expect(text).toMatchInlineSnapshot(`
    "empty: {}
    meta.draft: false
    meta.note: null
    meta.year: 2020
    none: []
    tags: a
    tags.kind: b
    text: We found no effect.
    label: RESULTS"
  `)
})

test('numbers, booleans and null stand as JSON', () => {
  expect(episodeText({ inputs: 4.5, outputs: null })).toBe('4.5\nnull')
  expect(episodeText({ inputs: [1, 'two'], outputs: true })).toBe('1\ntwo\ntrue')
})

test('the order of keys never matters', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<string>), (inputs) => {
      const reversed = Object.fromEntries(Object.entries(inputs).toReversed())
      expect(episodeText({ inputs: reversed, outputs: '' })).toBe(episodeText({ inputs, outputs: '' }))
    }),
  )
})

test('the hash of a text is the content hash of the text in an object', () => {
  expect(textHash('a text')).toBe(contentHash({ text: 'a text' }))
  expect(textHash('a text')).toMatch(/^[0-9a-f]{16}$/)
})

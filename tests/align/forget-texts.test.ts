import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leavesOf, TextCollection } from '../../src/align/index.ts'
import { dataBlock } from '../../src/model/index.ts'

function finderOf(texts: readonly string[], others: readonly string[] = []) {
  const collection = new TextCollection()
  collection.add(...texts)
  collection.exclude(...others)
  return collection.finder()
}

describe('a finder of texts', () => {
  test('finds a text through every writing of it as JSON', () => {
    const text = 'She said "no"\n\tto C:\\new <b>twice</b>, thrice.'
    const finder = finderOf([text])
    const once = JSON.stringify({ text })
    const writings = [
      text,
      once,
      JSON.stringify({ body: once }),
      JSON.stringify({ body: JSON.stringify({ prompt: once }) }),
      JSON.stringify({ content: dataBlock('inputs', { text }) }),
      text.replaceAll('<', '‹'),
    ]
    expect(writings.map((writing) => finder.isIn(writing))).toEqual(writings.map(() => true))
    expect(finder.isIn(JSON.stringify({ text: text.replace('thrice', 'once') }))).toBe(false)
  })

  test('finds any text of eight characters or more, however deep (property)', () => {
    const escaped = fc.constantFrom('\\', '"', '\n', '\b', '\u0001', '‹', '<', ' ', 'n', 'u0041', '\uD800')
    const text = fc
      .oneof(
        fc.string({ minLength: 8, maxLength: 60, unit: 'grapheme' }),
        fc.string({ minLength: 8, maxLength: 60, unit: 'binary' }),
        fc
          .array(fc.oneof(escaped, fc.string()), { minLength: 4, maxLength: 20 })
          .map((parts) => parts.join('')),
      )
      .filter((each) => finderOf([each]).texts.length === 1)
    fc.assert(
      fc.property(text, fc.nat({ max: 3 }), fc.string(), (wanted, depth, around) => {
        let written = JSON.stringify({ around, wanted })
        for (let level = 0; level < depth; level++) written = JSON.stringify({ written })
        expect(finderOf([wanted]).isIn(written)).toBe(true)
      }),
      { numRuns: process.env['LONG'] === undefined ? 300 : 20_000, examples: [[' ! 𐀀 ! and so \\', 0, '']] },
    )
  })

  test('short texts are not searched for, and none at all are nowhere', () => {
    expect(finderOf(['METHODS', 'yes', '']).texts).toEqual([])
    expect(finderOf(['METHODS']).isIn('METHODS')).toBe(false)
  })

  test('what others say too is not searched for', () => {
    const finder = finderOf(['Do it yourself.', 'Where is my parcel?'], ['Do  it yourself.'])
    expect(finder.texts).toEqual(['Where is my parcel?'])
  })

  test('of a long text its beginning is enough, unless another text begins so', () => {
    const long = `${'A preamble of many words. '.repeat(12)}The end of one.`
    const other = `${'A preamble of many words. '.repeat(12)}The end of the other.`
    expect(finderOf([long]).isIn(long.slice(0, 210))).toBe(true)
    expect(finderOf([long], [other]).isIn(other)).toBe(false)
    expect(finderOf([long], [other]).isIn(long)).toBe(true)
  })

  test('the leaves of a value are its texts and numbers', () => {
    expect(leavesOf({ a: ['x', 12_345_678, true, null], b: { c: 'y' } })).toEqual(['x', '12345678', 'y'])
    expect(leavesOf(undefined)).toEqual([])
  })
})

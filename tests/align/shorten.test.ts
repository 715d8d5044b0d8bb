import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/contract/index.ts'
import { shortened } from '../../src/align/shorten.ts'
import { tokenEstimate } from '../../src/model/index.ts'

const words = (count: number) => 'word '.repeat(count)

describe('a value shortened for a prompt', () => {
  test('stays as it is where it fits', () => {
    const value = { text: 'Short.', tags: ['a', 'b'], year: 2020, draft: null }
    expect(shortened(value, 100)).toBe(value)
  })

  test('keeps its shape, and the beginnings of its long texts', () => {
    const value = { title: 'Trial', body: words(5000), pages: 3 }
    const { title, body, pages } = shortened(value, 1500) as Record<string, JsonValue>
    expect({ title, pages }).toEqual({ title: 'Trial', pages: 3 })
    expect(body).toMatch(/^(word )+.*…$/)
    expect(tokenEstimate(String(body))).toBeGreaterThan(900)
  })

  test('keeps the first and the last turns of a long conversation, and counts the others', () => {
    const turns = Array.from({ length: 400 }, (_, index) => ({
      role: 'user',
      content: `Turn ${index}, at some length.`,
    }))
    const short = shortened(turns, 1500) as JsonValue[]
    expect(short[0]).toEqual(turns[0])
    expect(short.at(-1)).toEqual(turns[399])
    const marks = short.filter((item) => typeof item === 'string')
    expect(marks).toEqual([`… ${400 - (short.length - 1)} left out …`])
  })

  test('is the beginning of its JSON where nothing else helps', () => {
    const wide = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`key ${index}`, index]))
    expect(shortened(wide, 100)).toMatch(/^{"key 0":0,"key 1":1,.*…$/)
  })

  test('fits always, and is the same each time', () => {
    const long = fc.nat({ max: 3000 }).map(words)
    const value = fc.letrec<{ json: JsonValue }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        long,
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer(),
        fc.array(tie('json'), { maxLength: 30 }),
        fc.dictionary(fc.string({ maxLength: 8 }), tie('json'), { maxKeys: 6 }),
      ),
    })).json
    fc.assert(
      fc.property(value, fc.constantFrom(60, 300, 1500), (json, tokens) => {
        const short = shortened(json, tokens)
        expect(tokenEstimate(JSON.stringify(short))).toBeLessThanOrEqual(tokens)
        expect(shortened(json, tokens)).toEqual(short)
      }),
      { numRuns: process.env['LONG'] ? 1000 : 60 },
    )
  })
})

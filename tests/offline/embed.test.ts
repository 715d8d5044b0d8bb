import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { embedder } from '../../src/model/index.ts'
import { lexicalVector, offlineDimensions } from '../../src/model/offline/embed.ts'

const cosine = (left: string, right: string) => {
  const [one, other] = [lexicalVector(left, 512), lexicalVector(right, 512)]
  return one.reduce((sum, element, index) => sum + element * (other[index] ?? Number.NaN), 0)
}

describe('a lexical vector', () => {
  test('has unit length and finite elements, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 600 }), (text, dimensions) => {
        const vector = lexicalVector(text, dimensions)
        expect(vector.length).toBe(dimensions)
        expect(vector.every(Number.isFinite)).toBe(true)
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
        expect(lexicalVector(text, dimensions)).toEqual(vector)
      }),
    )
  })

  test('survives storage as 32-bit floats', () => {
    const vector = lexicalVector('Pain improved by 12 points.', 512)
    expect([...Float32Array.from(vector)]).toEqual(vector)
  })

  test('lies nearer to texts that share its wording', () => {
    const text = 'Pain improved by 12 points after treatment.'
    const likeness = [
      text,
      'Pain improved by 7 points after the treatment.',
      'Pain was improved in treated patients.',
      'We wanted to compare two drugs.',
    ].map((other) => cosine(text, other))
    expect(likeness[0]).toBeCloseTo(1, 5)
    expect(likeness).toEqual(likeness.toSorted((left, right) => right - left))
    expect(likeness[1]).toBeGreaterThan(0.8)
    expect(likeness[3]).toBeLessThan(0.2)
  })

  test('takes no notice of case, punctuation or which number it is', () => {
    expect(lexicalVector('Pain improved by 12.5 points!', 512)).toEqual(
      lexicalVector('pain improved by 7 points', 512),
    )
  })

  test('of a text without words is a fixed one', () => {
    expect(lexicalVector('…', 3)).toEqual([1, 0, 0])
  })

  test('is what the offline embedder gives, at its own length or at the one asked for', async () => {
    const [own] = await embedder({ model: 'offline-lexical', dimensions: offlineDimensions }).embed(['pain'])
    expect(own).toEqual(lexicalVector('pain', 512))
    const short = embedder({ model: 'offline-lexical', dimensions: 8 })
    expect(short.identity).toEqual({ model: 'offline-lexical', dimensions: 8, endpoint: 'offline' })
    expect(await short.embed(['pain', 'sleep'])).toEqual([
      lexicalVector('pain', 8),
      lexicalVector('sleep', 8),
    ])
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutToTokens, tokenEstimate } from '../../src/model/index.ts'

describe('the estimate of tokens', () => {
  test.for<[string, string, number]>([
    ['nothing', '', 0],
    ['words', 'pain improved', 7],
    ['digits and signs', '12, 5%', 6],
    ['Greek, Cyrillic and marked Latin letters', 'βжé', 3],
    ['Chinese, Japanese and Korean', '你好の한', 6],
    ['emoji', '😀', 3],
    ['a run that is no word', 'a'.repeat(30), 20],
    ['lines and tabs', 'a\nb\tc', 3],
  ])('of %s', ([, text, tokens]) => {
    expect(tokenEstimate(text)).toBe(tokens)
  })
})

describe('a text cut to tokens', () => {
  test('stays as it is where it fits, to the last token', () => {
    const text = '好'.repeat(8)
    expect(cutToTokens(text, 12)).toBe(text)
    expect(cutToTokens(text, 11)).toBe('好'.repeat(7))
    expect(cutToTokens(text, 0)).toBe('')
  })

  test('never ends within a character', () => {
    expect(cutToTokens('a😀b', 3)).toBe('a')
    expect(cutToTokens('a😀b', 4)).toBe('a😀b')
  })

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('a', ' ', '7', '好', '😀', '\ud800'), maxLength: 60 }),
  )

  test('is its longest beginning that fits, and cut again the same', () => {
    fc.assert(
      fc.property(anyText, fc.nat({ max: 40 }), (text, tokens) => {
        const cut = cutToTokens(text, tokens)
        expect(text.startsWith(cut)).toBe(true)
        expect(tokenEstimate(cut)).toBeLessThanOrEqual(tokens)
        expect(cutToTokens(cut, tokens)).toBe(cut)
        if (cut === text) return
        const next = String.fromCodePoint(text.codePointAt(cut.length) as number)
        expect(tokenEstimate(cut + next)).toBeGreaterThan(tokens)
      }),
    )
  })
})

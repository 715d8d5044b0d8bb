import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { embeddedTokens } from '../../src/memory/episode-text.ts'
import { embeddedText, episodeText } from '../../src/memory/index.ts'
import { tokenEstimate } from '../../src/model/index.ts'

const words = (count: number, word = 'word ') => word.repeat(count)
/** The sides of a text that have no line breaks of their own. */
const sidesOf = (text: string) => text.split('\n')

describe('the text that is embedded', () => {
  test('is all that a sample says, as long as that fits', () => {
    const sides = {
      inputs: { text: 'Why?' },
      outputs: 'So.',
      conversation: [{ role: 'user', content: 'Hi' }],
    }
    expect(embeddedText(sides)).toBe('text: Why?\nSo.\ncontent: Hi\nrole: user')
    expect(embeddedText(sides)).toBe(episodeText(sides))
    const long = { inputs: words(3000), outputs: 'So.' }
    expect(embeddedText(long)).toBe(episodeText(long))
  })

  test('cuts the longer side first, so that the other one stays whole', () => {
    const text = embeddedText({ inputs: words(9000), outputs: 'The answer.' })
    const [inputs = '', outputs] = sidesOf(text)
    expect(outputs).toBe('The answer.')
    expect(tokenEstimate(inputs)).toBe(embeddedTokens - 2 - tokenEstimate('The answer.'))
    expect(sidesOf(embeddedText({ inputs: 'Why?', outputs: words(9000) }))[0]).toBe('Why?')
  })

  test('gives sides that are all too long the same share', () => {
    const [inputs = '', outputs = ''] = sidesOf(
      embeddedText({ inputs: words(9000), outputs: '好'.repeat(9000) }),
    )
    const share = (embeddedTokens - 2) / 2
    expect(tokenEstimate(inputs)).toBe(Math.floor(share))
    expect(tokenEstimate(outputs)).toBe(Math.floor(share))
    expect(outputs.length).toBe(Math.floor(share / 1.5))
  })

  test('counts a sign of Chinese as more than a token', () => {
    const [inputs = ''] = sidesOf(embeddedText({ inputs: '好'.repeat(20_000), outputs: '' }))
    expect(inputs.length).toBeLessThanOrEqual(embeddedTokens)
    expect(inputs.length).toBeGreaterThan(embeddedTokens / 2)
  })

  const side = fc.oneof(
    fc.constantFrom('', 'short'),
    fc.nat({ max: 14_000 }).map((count) => words(count, 'so ')),
    fc.nat({ max: 14_000 }).map((count) => words(count, '好')),
    fc.nat({ max: 9_000 }).map((count) => words(count, '😀')),
  )

  test('fits always, keeps a beginning of each side, and is the same each time', () => {
    fc.assert(
      fc.property(side, side, side, (inputs, outputs, conversation) => {
        const sides = { inputs, outputs, conversation }
        const text = embeddedText(sides)
        expect(tokenEstimate(text)).toBeLessThanOrEqual(embeddedTokens)
        expect(embeddedText({ ...sides })).toBe(text)
        const parts = sidesOf(text)
        for (const [index, whole] of [inputs, outputs, conversation].entries()) {
          const part = parts[index] ?? ''
          expect(whole.startsWith(part)).toBe(true)
          if (part !== whole) expect(tokenEstimate(part)).toBeGreaterThanOrEqual(2700)
          expect(/[\ud800-\udbff]$/.test(part)).toBe(false)
        }
      }),
      { numRuns: process.env['LONG'] ? 500 : 40 },
    )
  })
})

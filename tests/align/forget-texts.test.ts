import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leavesOf, TextCollection } from '../../src/align/forget/texts.ts'
import { ForgottenTexts, rationaleWording, sampleWording } from '../../src/align/index.ts'
import { shortened } from '../../src/align/shorten.ts'
import { contentHash } from '../../src/io/index.ts'
import { embeddedText } from '../../src/memory/index.ts'
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

  test('of texts that begin alike, the piece that tells them apart is enough: the rest may have been cut off', () => {
    const preamble = 'A preamble of many words. '.repeat(12)
    const [one, other] = ['alpha beta gamma ', 'delta epsilon zeta '].map(
      (words) => preamble + words.repeat(400),
    )
    const finder = finderOf([one as string], [other as string])
    const [cut, otherCut] = [shortened(one as string, 1500), shortened(other as string, 1500)]
    expect(String(cut).length).toBeLessThan((one as string).length)
    expect([cut, otherCut, one, other].map((text) => finder.isIn(JSON.stringify(text)))).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect(finderOf([preamble], [one as string]).isIn(one as string)).toBe(true)
  })

  test('of long texts in a long conversation, what prompts keep is enough', () => {
    const talk = Array.from({ length: 40 }, (_, index) => ({
      role: 'user',
      content: `Turn ${index}: ${contentHash(index)} ${'and so on and so forth '.repeat(20)}`,
    }))
    const shown = dataBlock('records', [{ id: '1', conversation: shortened(talk, 1500) }])
    expect(finderOf([talk[0]?.content ?? '']).isIn(JSON.stringify({ content: shown }))).toBe(true)
  })

  test('the leaves of a value are its texts and numbers', () => {
    expect(leavesOf({ a: ['x', 12_345_678, true, null], b: { c: 'y' } })).toEqual(['x', '12345678', 'y'])
    expect(leavesOf(undefined)).toEqual([])
  })
})

describe('recordings', () => {
  const [short, keyed, other] = [
    { inputs: { text: '東京の猫' }, outputs: '是的' },
    { inputs: { 'Mr Smith of Elm Street': true }, outputs: 'yes' },
    { inputs: { text: '京都' }, outputs: 'yes' },
  ]
  const collect = (sample: typeof short | typeof keyed) => {
    const texts = new ForgottenTexts()
    texts.add(sampleWording(sample))
    texts.add(rationaleWording('bad'))
    texts.exclude(sampleWording(other))
    texts.exclude(rationaleWording('so so'))
    return texts
  }

  test.each([
    ['short texts', short],
    ['texts that are keys', keyed],
  ])('%s are found by the field that they stand in, and are searched for nowhere else', (_, sample) => {
    const line = (content: unknown) => JSON.stringify({ request: { body: JSON.stringify({ content }) } })
    const writings = ({ inputs, outputs }: typeof short | typeof keyed | typeof other, rationale: string) => [
      line([embeddedText({ inputs, outputs })]),
      line(dataBlock('inputs', inputs)),
      line(dataBlock('examples', [{ inputs, outputs, result: 'no', rationale: '' }])),
      line(dataBlock('records', [{ id: '1', result: 'no', rationale }])),
    ]
    const finder = collect(sample).recordFinder()
    expect(writings(sample, 'bad').map((text) => finder.isIn(text))).toEqual([true, true, true, true])
    expect(writings(other, 'so so').map((text) => finder.isIn(text))).toEqual([false, false, false, false])
    expect(finder.isIn(line([dataBlock('outputs', 'yes'), 'a bad word', '東京の猫ではない']))).toBe(false)
    expect(collect(sample).finder().texts).toEqual([])
  })
})

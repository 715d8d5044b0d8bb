import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { episodeText, openRecall } from '../../src/memory/index.ts'
import { alikeFinder, comparableText, isNearDuplicate, normalText } from '../../src/memory/near-duplicate.ts'
import { episode, memoryOf, tableOf } from './sample-memory.ts'

const numRuns = process.env['LONG'] ? 2000 : 200
const near = (left: string, right: string) => isNearDuplicate(comparableText(left), comparableText(right))
/** The overlap by its definition, which the code never computes. */
const overlap = (left: string, right: string) => {
  const [some, others] = [comparableText(left).words, comparableText(right).words]
  const all = new Set([...some, ...others])
  return all.size === 0 ? 0 : [...some].filter((word) => others.has(word)).length / all.size
}

const word = fc.constantFrom(...'abcdefghij'.split('').map((letter) => `word${letter}`))
const words = fc.array(word, { maxLength: 12 })
const text = words.map((list) => list.join(' '))

/** A text and another writing of it: other case, punctuation and white space. */
const twoWritings = words.chain((list) =>
  fc
    .array(fc.tuple(fc.constantFrom(' ', ', ', '.\n', ' – ', '!\t'), fc.boolean()), {
      minLength: list.length,
      maxLength: list.length,
    })
    .map((marks): [string, string] => [
      list.join(' '),
      list.map((each, at) => `${marks[at]?.[1] ? each.toUpperCase() : each}${marks[at]?.[0] ?? ''}`).join(''),
    ]),
)

describe('the normal form of a text', () => {
  test.for<[string, string]>([
    ['Pain, improved!', 'pain improved'],
    ['  a\n\tb  ', 'a b'],
    ['“Quoted” — (so)…', 'quoted so'],
    ['ﬁle №１', 'file no1'],
    ['J\u030Cx', '\u01F0x'],
    ['soft\u200Bly', 'soft ly'],
    ['p < 0.05', 'p < 0 05'],
    ['👍', '👍'],
    ['किताब', 'किताब'],
    ['...', ''],
  ])('of %j is %j', ([given, normal]) => {
    expect(normalText(given)).toBe(normal)
  })

  test('is the same whatever the case, the punctuation and the white space', () => {
    fc.assert(
      fc.property(twoWritings, ([one, other]) => {
        expect(normalText(other)).toBe(normalText(one))
        expect(near(one, other)).toBe(false)
      }),
      { numRuns },
    )
  })

  test('of a normal form is itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        expect(normalText(normalText(given))).toBe(normalText(given))
      }),
      { numRuns },
    )
  })
})

describe('near-duplicates', () => {
  test.for<[string, string, number, boolean]>([
    ['a b c d e f g h i', 'a b c d e f g h j', 0.8, true],
    ['a b c d e f g h', 'a b c d e f g i', 7 / 9, false],
    ['a b c d e f', 'a b c d e', 5 / 6, true],
    ['a b c d e', 'e d c b a', 1, true],
    ['a b c d e', 'A, b, c. D e!', 1, false],
    ['a b c d', 'a b c d e', 0.8, false],
    ['a b c d', 'd c b a', 1, false],
    ['', '', 0, false],
    ['कि के', 'का को', 0, false],
  ])('%j and %j overlap by %d: %s', ([left, right, share, expected]) => {
    expect(overlap(left, right)).toBeCloseTo(share, 12)
    expect(near(left, right)).toBe(expected)
  })

  test('are so by the definition, both ways', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const fewest = Math.min(...[left, right].map((each) => comparableText(each).words.size))
        const expected = fewest >= 5 && normalText(left) !== normalText(right) && overlap(left, right) >= 0.8
        expect([near(left, right), near(right, left)]).toEqual([expected, expected])
      }),
      { numRuns },
    )
  })

  test('are found at the limit of 0.8 itself, whatever the number of words', () => {
    const texts = (shared: number, own: number) =>
      ['left', 'right'].map((side) =>
        Array.from({ length: shared + own }, (_, at) => (at < shared ? `w${at}` : `${side}${at}`)).join(' '),
      )
    for (let own = 1; own <= 40; own++) {
      const [left = '', right = ''] = texts(8 * own, own)
      expect([near(left, right), alikeFinder([right])(left)]).toEqual([true, [0]])
      const [one = '', other = ''] = texts(8 * own - 1, own)
      expect([near(one, other), alikeFinder([other])(one)]).toEqual([false, []])
    }
  })

  test('are so whatever the order and number of the words, unless they are equal in content', () => {
    const shuffledWords = words.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length }),
        text,
      ),
    )
    fc.assert(
      fc.property(shuffledWords, ([list, shuffled, other]) => {
        expect(overlap(shuffled.join(' '), other)).toBe(overlap(list.join(' '), other))
        expect(near(list.join(' '), shuffled.join(' '))).toBe(new Set(list).size >= 5)
      }),
      { numRuns },
    )
  })
})

describe('the finder of like texts', () => {
  test('finds what comparing with each text finds', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 15 }), text, (texts, asked) => {
        const expected = texts.flatMap((known, position) =>
          normalText(known) === normalText(asked) || near(known, asked) ? [position] : [],
        )
        expect(alikeFinder(texts)(asked)).toEqual(expected)
      }),
      { numRuns },
    )
  })

  test('finds each of 1000 long texts by a writing of it with one word more', () => {
    const texts = Array.from({ length: 1000 }, (_, at) =>
      Array.from({ length: 40 }, (_, place) => `w${(at * (place + 7) + place * place) % 1009}`).join(' '),
    )
    const find = alikeFinder(texts)
    const found = texts.map((each) => find(`Also ${each}`))
    expect(found.filter((positions, at) => !positions.includes(at))).toEqual([])
  })
})

describe('recall', () => {
  const anyEpisodes = fc.array(text, { maxLength: 20 })

  test('withholds whatever says the same or nearly the same, shows the rest, and counts what is withheld', async () => {
    await fc.assert(
      fc.asyncProperty(anyEpisodes, text, fc.nat({ max: 25 }), async (texts, asked, k) => {
        const episodes = texts.map((each, at) => episode(at, `vector ${at}`, { inputs: each }))
        const recall = await openRecall(
          { memory: memoryOf(episodes), table: tableOf(episodes), missing: [] },
          { engine: 'exact' },
        )
        const query = episodeText({ inputs: asked, outputs: 'RESULTS' })
        const isAlike = (each: (typeof episodes)[number]) =>
          normalText(episodeText(each)) === normalText(query) || near(episodeText(each), query)
        const exclude = { sampleId: 's0', rowId: 'r1', text: query }
        const { episodes: shown, nearDuplicates } = recall.nearest([1, 2, 3, 4], { k, exclude })
        const others = episodes.filter(({ sampleId, rowId }) => sampleId !== 's0' && rowId !== 'r1')
        expect(shown.map(({ episode: each }) => each).filter(isAlike)).toEqual([])
        expect(nearDuplicates).toBe(others.filter(isAlike).length)
        expect(shown).toHaveLength(Math.min(k, others.length - nearDuplicates))
      }),
      { numRuns },
    )
  })
})

test('signs of ASCII are taken as all others are', () => {
  for (let code = 0; code < 128; code++) {
    const [alone, beside] = [`a${String.fromCharCode(code)}B`, `a${String.fromCharCode(code)}B é`]
    const [one, other] = [comparableText(alone), comparableText(beside)]
    expect({ code, normal: `${one.normal} é` }).toEqual({ code, normal: other.normal })
    expect([...one.words, 'é']).toEqual([...other.words])
  }
})

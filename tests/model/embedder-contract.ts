import { describe, expect, test } from 'vitest'
import { embedderIdentitySchema } from '../../src/contract/index.ts'
import { ModelCallError, type Embedder } from '../../src/model/index.ts'

/** An embedder under test, and the one that a memory made with it is asked with. */
export interface OpenedEmbedder {
  embedder: Embedder
  again: Embedder | undefined
}

const cosine = (left: readonly number[] = [], right: readonly number[] = []) =>
  left.reduce((sum, element, index) => sum + element * (right[index] ?? 0), 0) /
  (Math.hypot(...left) * Math.hypot(...right))

/** What every embedder promises; `many` is more texts than it embeds in one call. */
export function embedderContract(
  name: string,
  many: number,
  within: (use: (opened: OpenedEmbedder) => Promise<void>) => Promise<void>,
): void {
  describe(`the ${name} embedder`, () => {
    const promises = (what: string, use: (opened: OpenedEmbedder) => Promise<void>) =>
      test(what, () => within(use))

    promises('says who it is, as memories store it', async ({ embedder, again }) => {
      expect(embedderIdentitySchema.parse(embedder.identity)).toEqual(embedder.identity)
      expect(again?.identity).toEqual(embedder.identity)
    })

    promises('gives one sound vector per text, in their order', async ({ embedder }) => {
      const texts = Array.from({ length: many }, (_, index) => `Sentence ${index} of many.`)
      const vectors = await embedder.embed(texts)
      expect(vectors).toHaveLength(many)
      for (const vector of vectors) {
        expect(vector).toHaveLength(embedder.identity.dimensions)
        expect(vector.every((element) => Number.isFinite(Math.fround(element)))).toBe(true)
        expect(vector.some((element) => Math.fround(element) !== 0)).toBe(true)
      }
      for (const index of [0, many - 1]) {
        expect(await embedder.embed([texts[index] ?? ''])).toEqual([vectors[index]])
      }
    })

    promises('gives a text the same vector each time, alone, among others and again', async (opened) => {
      const text = 'Pain improved a lot after two weeks.'
      const [alone] = await opened.embedder.embed([text])
      const [, among] = await opened.embedder.embed(['Sleep got worse.', text, 'Tax law.'])
      expect(among).toEqual(alone)
      expect(await opened.again?.embed([text])).toEqual([alone])
    })

    promises('puts texts that say the same nearer than others', async ({ embedder }) => {
      const [asked, near, far] = await embedder.embed([
        'The pain improved after treatment.',
        'After treatment the pain improved.',
        'Quarterly revenue of the bank.',
      ])
      expect(cosine(asked, near)).toBeGreaterThan(cosine(asked, far))
    })

    promises('takes texts of every kind', async ({ embedder }) => {
      const odd = [
        '',
        ' \n',
        '\ud800 alone',
        '日本語の文章です。',
        '😀',
        'x'.repeat(9000),
        'word '.repeat(2000),
      ]
      expect(await embedder.embed(odd)).toHaveLength(odd.length)
    })

    promises('has nothing to do for no texts', async ({ embedder }) => {
      expect(await embedder.embed([])).toEqual([])
    })

    promises('never mixes calls that are made at the same time', async ({ embedder }) => {
      const texts = Array.from({ length: 6 }, (_, index) => `Text number ${index}`)
      const together = await Promise.all(texts.map((text) => embedder.embed([text])))
      for (const [index, text] of texts.entries())
        expect(await embedder.embed([text])).toEqual(together[index])
    })

    promises('ends at once when the caller gives up', async ({ embedder }) => {
      const ended = embedder.embed(['A text.'], { signal: AbortSignal.abort() })
      await expect(ended).rejects.toBeInstanceOf(ModelCallError)
      await expect(ended).rejects.toMatchObject({ reason: 'aborted' })
    })
  })
}

/** A vector of word hashes: what the embedders of tests make of a text. */
export function hashedVector(text: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0.001)
  for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
    let hash = 7
    for (const letter of word) hash = (hash * 31 + letter.charCodeAt(0)) % 9973
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1
  }
  return vector
}

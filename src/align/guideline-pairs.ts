import type { Guideline } from '../contract/index.ts'
import type { Embedder } from '../model/index.ts'

/**
 * Guidelines whose vectors have at least this cosine are compared by a model. It is low, for the model decides: below
 * it sentences of one field mostly speak of different things, with vectors of language models as with lexical ones;
 * above it stand repetitions and contradictions alike, as a "not" or another number hardly moves a vector.
 */
export const comparableFrom = 0.4

/** The most pairs of one comparison: some 8,000 tokens. The nearest are taken. */
const mostPairs = 100

/** How many partners with shared wording are looked at for each guideline. */
const partnersEach = 8

/** Two guidelines that may say the same, or contradict each other. */
export interface GuidelinePair {
  /** The one that comes first in the memory. */
  first: Guideline
  second: Guideline
  /** Cosine of their vectors, in [-1, 1]. */
  similarity: number
}

/**
 * The pairs of guidelines that are worth comparing, the nearest first, of which at least one is fresh. Only those are
 * embedded that share wording with a fresh one: to add a few guidelines to a thousand costs few vectors, and none
 * where nothing is alike. Ties by the ids.
 *
 * @throws ModelCallError when embedding fails
 */
export async function comparablePairs(
  guidelines: readonly Guideline[],
  isFresh: (guideline: Guideline) => boolean,
  embedder: Embedder,
): Promise<GuidelinePair[]> {
  const shortlist = pairsWithSharedWording(guidelines, isFresh)
  if (shortlist.length === 0) return []
  const texts = [...new Set(shortlist.flatMap(([first, second]) => [first.text, second.text]))].toSorted()
  const vectors = await embedder.embed(texts)
  const vectorOf = new Map(texts.map((text, index) => [text, vectors[index] ?? []]))
  return shortlist
    .map(([first, second]) => ({
      first,
      second,
      similarity: cosine(vectorOf.get(first.text) ?? [], vectorOf.get(second.text) ?? []),
    }))
    .filter(({ similarity }) => similarity >= comparableFrom)
    .toSorted(
      (left, right) =>
        right.similarity - left.similarity ||
        order(left.first.id, right.first.id) ||
        order(left.second.id, right.second.id),
    )
    .slice(0, mostPairs)
}

function pairsWithSharedWording(
  guidelines: readonly Guideline[],
  isFresh: (guideline: Guideline) => boolean,
): [first: Guideline, second: Guideline][] {
  const wordings = guidelines.map(({ text }) => wordingOf(text))
  const places = new Map<string, number[]>()
  for (const [place, wording] of wordings.entries())
    for (const part of wording) {
      const known = places.get(part)
      if (known === undefined) places.set(part, [place])
      else known.push(place)
    }
  const pairs = new Map<string, [Guideline, Guideline]>()
  for (const [place, guideline] of guidelines.entries()) {
    if (!isFresh(guideline)) continue
    const own = wordings[place] as Set<string>
    const shared = new Map<number, number>()
    for (const part of own)
      for (const other of places.get(part) ?? [])
        if (other !== place) shared.set(other, (shared.get(other) ?? 0) + 1)
    const partners = [...shared]
      .map(([other, count]) => ({
        other,
        share: count / Math.min(own.size, (wordings[other] as Set<string>).size),
      }))
      .toSorted((left, right) => right.share - left.share || left.other - right.other)
      .slice(0, partnersEach)
    for (const { other } of partners) {
      const [first, second] = place < other ? [place, other] : [other, place]
      pairs.set(`${first} ${second}`, [guidelines[first] as Guideline, guidelines[second] as Guideline])
    }
  }
  return [...pairs.values()]
}

/**
 * What of a text's wording is compared: the first five letters of each word of four letters or more, so that most
 * endings do not count; of words in a script without spaces each pair of letters.
 */
function wordingOf(text: string): Set<string> {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return new Set(
    words.flatMap((word) => {
      const letters = Array.from(word)
      if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word))
        return letters.length >= 4 ? [letters.slice(0, 5).join('')] : []
      return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`)
    }),
  )
}

function cosine(left: readonly number[], right: readonly number[]): number {
  let [product, leftSquares, rightSquares] = [0, 0, 0]
  for (const [index, element] of left.entries()) {
    const other = right[index] ?? 0
    product += element * other
    leftSquares += element * element
    rightSquares += other * other
  }
  const length = Math.sqrt(leftSquares * rightSquares)
  return length === 0 ? 0 : product / length
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

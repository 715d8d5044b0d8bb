/** Two texts are near-duplicates from this overlap of their words on (Jaccard index, in [0, 1]). */
export const nearDuplicateOverlap = 0.8

/**
 * A text with fewer distinct words is no near-duplicate of anything: there one word is a fifth of what is said
 * ("The answer is 4", "The answer is 5"), so only equality counts.
 */
export const leastWords = 5

/** A text as texts are compared: normalised, and its distinct words. */
export interface ComparableText {
  normal: string
  words: ReadonlySet<string>
}

/**
 * A text without what does not change what it says: Unicode NFKC, lower case, each run of punctuation, control
 * characters and white space one space, none at the ends. Symbols such as `<`, `+` and emoji stay. Two texts are
 * equal in content when this form of them is equal.
 */
export function normalText(text: string): string {
  if (asciiOnly.test(text)) return text.toLowerCase().replaceAll(asciiBreaks, ' ').trim()
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC')
  return folded.replaceAll(/[\p{P}\p{C}\s]+/gu, ' ').trim()
}

/** Most texts are of these signs alone, of which the same is known without Unicode's tables. */
// oxlint-disable-next-line no-control-regex
const asciiOnly = /^[\0-\x7F]*$/
// oxlint-disable-next-line no-control-regex
const asciiBreaks = /[\0-#%-*,-/:;?@[-\]_{}\x7F]+/g

/**
 * A text in the form that is compared. Its words are the maximal runs of letters, their marks and digits: in a
 * script written without spaces a whole phrase is one word, so there little but equality is found.
 */
export function comparableText(text: string): ComparableText {
  const normal = normalText(text)
  return {
    normal,
    words: new Set(normal.match(asciiOnly.test(normal) ? /[0-9a-z]+/g : /[\p{L}\p{M}\p{N}]+/gu)),
  }
}

/**
 * True for texts that are not equal in content and yet say nearly the same: of the distinct words of both, at least
 * 0.8 are shared (Jaccard 1901), and each has at least 5 of them.
 */
export function isNearDuplicate(left: ComparableText, right: ComparableText): boolean {
  const [few, many] =
    left.words.size < right.words.size ? [left.words, right.words] : [right.words, left.words]
  if (few.size < leastWords || left.normal === right.normal) return false
  // shared / (few + many - shared) >= overlap, solved for shared
  const least = wholeFrom((nearDuplicateOverlap / (1 + nearDuplicateOverlap)) * (few.size + many.size))
  let missing = 0
  for (const word of few) {
    if (few.size - missing < least) return false
    if (!many.has(word)) missing++
  }
  return few.size - missing >= least
}

/** Finds the positions, ascending, of the texts that equal a text in content or are near-duplicates of it. */
export type AlikeFinder = (text: string) => number[]

/**
 * Indexes texts once by their rarest words (prefix filtering, Chaudhuri, Ganti and Kaushik 2006): of two texts that
 * share 0.8 of their words, the rarest words of each have one in common. So a search looks at few texts, however
 * many there are: 10,000 searches among 10,000 sentences take about half a second.
 */
export function alikeFinder(texts: readonly string[]): AlikeFinder {
  const known = texts.map(comparableText)
  const rankOf = rarityRanks(known)
  const ranked = known.map(({ words }) => ranks(words, rankOf))
  const byNormal = Map.groupBy(known.keys(), (position) => known[position]?.normal)
  const byRank = new Map<number, number[]>()
  for (const [position, words] of ranked.entries()) {
    for (const rank of rarest(words)) {
      const positions = byRank.get(rank)
      if (positions === undefined) byRank.set(rank, [position])
      else positions.push(position)
    }
  }
  return (text) => {
    const { normal, words } = comparableText(text)
    const asked = ranks(words, rankOf)
    const found = new Set(byNormal.get(normal))
    const seen = new Set<number>()
    for (const rank of rarest(asked)) {
      for (const position of byRank.get(rank) ?? []) {
        if (seen.has(position)) continue
        seen.add(position)
        if (shareEnough(asked, ranked[position] as RankedWords)) found.add(position)
      }
    }
    return [...found].sort((left, right) => left - right)
  }
}

/** The words of a text by their ranks, ascending: rare words first, and before them those that no text has. */
interface RankedWords {
  ranks: Uint32Array
  /** How many words a text has that is compared, those without a rank included. */
  size: number
}

/** A rank for each word of the texts: the fewer texts have it, the lower. */
function rarityRanks(texts: readonly ComparableText[]): ReadonlyMap<string, number> {
  const frequency = new Map<string, number>()
  for (const { words } of texts) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const byRarity = [...frequency].sort(
    ([left, leftCount], [right, rightCount]) =>
      leftCount - rightCount || (left < right ? -1 : left > right ? 1 : 0),
  )
  return new Map(byRarity.map(([word], rank) => [word, rank]))
}

function ranks(words: ReadonlySet<string>, rankOf: ReadonlyMap<string, number>): RankedWords {
  const known: number[] = []
  for (const word of words) {
    const rank = rankOf.get(word)
    if (rank !== undefined) known.push(rank)
  }
  return { ranks: Uint32Array.from(known).sort(), size: words.size }
}

/** Of a text's rarest words, as many as must hold one that a near-duplicate has too; those without a rank go first. */
function rarest({ ranks, size }: RankedWords): Uint32Array {
  if (size < leastWords) return ranks.subarray(0, 0)
  const wanted = size - wholeFrom(nearDuplicateOverlap * size) + 1
  return ranks.subarray(0, Math.max(0, wanted - (size - ranks.length)))
}

/** As `isNearDuplicate` decides of texts that are not equal in content. */
function shareEnough(left: RankedWords, right: RankedWords): boolean {
  if (Math.min(left.size, right.size) < leastWords) return false
  const least = wholeFrom((nearDuplicateOverlap / (1 + nearDuplicateOverlap)) * (left.size + right.size))
  const [ones, others] = [left.ranks, right.ranks]
  let shared = 0
  for (let one = 0, other = 0; one < ones.length && other < others.length;) {
    if (shared + Math.min(ones.length - one, others.length - other) < least) return false
    const difference = (ones[one] as number) - (others[other] as number)
    if (difference === 0) shared++
    if (difference <= 0) one++
    if (difference >= 0) other++
  }
  return shared >= least
}

/** The least whole number from a product of shares and counts on: `0.8 * 35` is above 28 by a rounding error. */
function wholeFrom(product: number): number {
  return Math.ceil(product - 1e-9)
}

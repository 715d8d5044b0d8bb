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
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC')
  return folded.replaceAll(/[\p{P}\p{C}\s]+/gu, ' ').trim()
}

/**
 * A text in the form that is compared. Its words are the maximal runs of letters, their marks and digits: in a
 * script written without spaces a whole phrase is one word, so there little but equality is found.
 */
export function comparableText(text: string): ComparableText {
  const normal = normalText(text)
  return { normal, words: new Set(normal.match(/[\p{L}\p{M}\p{N}]+/gu)) }
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
  const frequency = new Map<string, number>()
  for (const { words } of known) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const rarest = ({ words }: ComparableText) => {
    if (words.size < leastWords) return []
    const byRarity = [...words].sort(
      (left, right) =>
        (frequency.get(left) ?? 0) - (frequency.get(right) ?? 0) ||
        (left < right ? -1 : left > right ? 1 : 0),
    )
    return byRarity.slice(0, words.size - wholeFrom(nearDuplicateOverlap * words.size) + 1)
  }
  const byNormal = Map.groupBy(known.keys(), (position) => known[position]?.normal)
  const byWord = new Map<string, number[]>()
  for (const [position, text] of known.entries()) {
    for (const word of rarest(text)) {
      const positions = byWord.get(word)
      if (positions === undefined) byWord.set(word, [position])
      else positions.push(position)
    }
  }
  return (text) => {
    const asked = comparableText(text)
    const candidates = new Set(rarest(asked).flatMap((word) => byWord.get(word) ?? []))
    const near = [...candidates].filter((position) =>
      isNearDuplicate(asked, known[position] as ComparableText),
    )
    return [...near, ...(byNormal.get(asked.normal) ?? [])].sort((left, right) => left - right)
  }
}

/** The least whole number from a product of shares and counts on: `0.8 * 35` is above 28 by a rounding error. */
function wholeFrom(product: number): number {
  return Math.ceil(product - 1e-9)
}

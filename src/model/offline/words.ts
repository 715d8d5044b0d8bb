/** Lower-case words of a text as they stand; every number is the one word `#`. */
export function plainWords(text: string): string[] {
  return (text.toLowerCase().match(/\d[\d.,]*|#|\p{L}+/gu) ?? []).map((word) =>
    /^[\d#]/.test(word) ? '#' : word,
  )
}

/** Lower-case words of a text, endings trimmed; every number is the one word `#`. */
export function words(text: string): string[] {
  return plainWords(text).map(stem)
}

/** The distinct words and pairs of neighbouring words of a text. */
export function features(text: string): Set<string> {
  const list = words(text)
  return new Set([...list, ...list.slice(1).map((word, index) => `${list[index]} ${word}`)])
}

/** The feature that a word or a pair of words, as it stands in a text, is. */
export function featureOf(wording: string): string {
  return words(wording).join(' ')
}

/** Words that say nothing of a text's content. */
export const emptyWords: ReadonlySet<string> = new Set(
  'a an the of and or in on at for with by from as is are be it its this that these those which whose than into their they'.split(
    ' ',
  ),
)

function stem(word: string): string {
  if (word.length <= 4) return word
  return word.replace(/(?:ations?|ings?|edly|ed|es|ly|s)$/u, (ending) =>
    word.length - ending.length >= 3 ? '' : ending,
  )
}

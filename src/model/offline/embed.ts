import { words } from './words.ts'

/** Length of the offline stand-in's vectors when the request names none. */
export const offlineDimensions = 512

/**
 * A lexical embedding: words, pairs of words and runs of three to five letters, hashed with a sign into a vector
 * of unit length. Texts that share wording lie near one another; nothing else is known of them.
 */
export function lexicalVector(text: string, dimensions: number): number[] {
  const counts = new Map<string, number>()
  const add = (feature: string) => counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const list = words(text)
  for (const [index, word] of list.entries()) {
    add(`w ${word}`)
    if (index > 0) add(`p ${list[index - 1]} ${word}`)
    const padded = `^${word}$`
    for (let length = 3; length <= 5; length++) {
      for (let start = 0; start + length <= padded.length; start++)
        add(`c ${padded.slice(start, start + length)}`)
    }
  }
  const vector = Array.from<number>({ length: dimensions }).fill(0)
  for (const [feature, count] of counts) {
    const hash = featureHash(feature)
    const place = (hash >>> 1) % dimensions
    vector[place] = (vector[place] ?? 0) + (hash & 1 ? 1 : -1) * (1 + Math.log(count))
  }
  const norm = Math.hypot(...vector)
  if (norm === 0) vector[0] = 1
  return norm === 0 ? vector : vector.map((element) => Math.fround(element / norm))
}

/** FNV-1a with a final mix (32 bits). */
function featureHash(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

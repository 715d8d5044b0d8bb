/** How much longer a padded text is, as shares of its length. */
const [least, wanted, most] = [0.5, 0.6, 0.7]

const opening = 'In other words: '

/** What is shorter than this has no sentence to restate. */
const shortestText = 20

/**
 * A text with its own restatement after it, 50 to 70 % longer in all, or undefined where it is too short for that. The
 * restatement is the words given, and the text's own after those; it ends with a sentence where one ends in time, else
 * with a word, else wherever it must.
 */
export function restated(text: string, words = ''): string | undefined {
  const length = text.length
  if (length < shortestText) return undefined
  const [shortest, longest] = [Math.ceil(least * length), Math.floor(most * length)]
  const start = opening.length <= shortest / 2 ? `\n\n${opening}` : ' '
  const room = { least: shortest - start.length, most: longest - start.length }
  let source = words.trim()
  while (source.length <= room.most) source = `${source} ${text.trim()}`.trimStart()
  const end = endOf(source, room, Math.round(wanted * length) - start.length)
  return end === undefined ? undefined : `${text}${start}${source.slice(0, end)}`
}

/** Where to cut: at the end of the sentence, of the word, or of the character that is nearest to the wanted length. */
function endOf(source: string, room: { least: number; most: number }, target: number): number | undefined {
  const ends = (pattern: RegExp) =>
    [...source.matchAll(pattern)]
      .map(({ index, 0: found }) => index + found.length)
      .filter((end) => end >= room.least && end <= room.most)
  for (const pattern of [/[.!?]+(?=\s|$)|[。！？]/gu, /\S+(?=\s)/gu, /./gsu]) {
    const [nearest] = ends(pattern).toSorted(
      (left, right) => Math.abs(left - target) - Math.abs(right - target),
    )
    if (nearest !== undefined) return nearest
  }
  return undefined
}

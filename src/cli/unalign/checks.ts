/** How many texts are offered to be checked. */
const mostChecks = 2

/** Commands that say whether a file below the working directory, or git's history, holds one of the texts. */
export function checksFor(texts: readonly string[]): string[] {
  const pieces = [...new Set(texts.map(plainPiece))]
    .filter(({ length }) => length >= 8)
    .toSorted((left, right) => right.length - left.length || (left < right ? -1 : 1))
    .slice(0, mostChecks)
  return pieces.flatMap((piece) => [
    `grep -rlF --exclude-dir=node_modules --exclude-dir=.git -- '${piece}' .`,
    `git log --all --oneline -S '${piece}'`,
  ])
}

/** The longest piece of a text, of at most 60 characters, that stands in a shell and in JSON as it is. */
function plainPiece(text: string): string {
  const pieces = text.split(/["'\\<>\p{C}]+/u).map((piece) => piece.trim().slice(0, 60).trim())
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
}

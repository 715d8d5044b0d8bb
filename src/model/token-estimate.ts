/**
 * Costs are counted in half tokens, on the safe side of what the tokenizers of common models make of a text:
 * a plain letter or blank half a token (English takes about a quarter), but whole tokens in runs that are no words;
 * a digit, a sign, a letter of Latin with marks, Greek or Cyrillic one token; any other sign of the Basic
 * Multilingual Plane, Chinese, Japanese and Korean among them, one and a half; all others, emoji among them, three.
 */
const halfTokens = { plain: 1, sign: 2, dense: 3, rare: 6 }

/** A longer run of plain letters and digits is no word: a key, a hash, encoded bytes. */
const longestWord = 20

/** About how many tokens a text has, rounded up; rather too many than too few. */
export function tokenEstimate(text: string): number {
  let spent = 0
  for (const { cost } of characters(text)) spent += cost
  return Math.ceil(spent / 2)
}

/**
 * The longest beginning of a text that fits into so many tokens by `tokenEstimate`; the text itself where it fits.
 * Never ends within a character.
 */
export function cutToTokens(text: string, tokens: number): string {
  const budget = 2 * tokens
  // No character costs more than `dense` for each of its 16-bit units.
  if (text.length * halfTokens.dense <= budget) return text
  let spent = 0
  for (const { end, cost } of characters(text)) {
    spent += cost
    if (spent > budget) return text.slice(0, end)
  }
  return text
}

/** The characters of a text with their costs; `end` is where the text before the character ends. */
function* characters(text: string): Generator<{ end: number; cost: number }> {
  let run = 0
  for (let end = 0; end < text.length;) {
    const code = text.codePointAt(end) as number
    run = isWordCharacter(code) ? run + 1 : 0
    yield { end, cost: costOf(code, run) }
    end += code > 0xffff ? 2 : 1
  }
}

function costOf(code: number, run: number): number {
  if (code > 0xffff) return halfTokens.rare
  if (code > 0x52f) return halfTokens.dense
  const isPlain = isLetter(code) || code === 0x20 || code === 0x0a
  return isPlain && run <= longestWord ? halfTokens.plain : halfTokens.sign
}

function isWordCharacter(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39)
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

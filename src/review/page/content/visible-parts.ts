/** A stretch of text: as it is, or one character that would not be seen, or would turn others round, by its code. */
export interface VisiblePart {
  text: string
  /** Name of the character in the place of which the text stands. */
  control?: string
}

const names: Record<string, string> = {
  '\u00AD': 'soft hyphen',
  '\u061C': 'Arabic letter mark',
  '\u200B': 'zero width space',
  '\u200E': 'left-to-right mark',
  '\u200F': 'right-to-left mark',
  '\u202A': 'left-to-right embedding',
  '\u202B': 'right-to-left embedding',
  '\u202C': 'pop directional formatting',
  '\u202D': 'left-to-right override',
  '\u202E': 'right-to-left override',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'pop directional isolate',
  '\uFEFF': 'byte order mark',
}

// Control characters but tab and line feed, the marks and overrides of direction, what has no width, and tag characters.
const hidden =
  /(?![\t\n])[\p{Cc}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu

/** A text in parts, each hidden character a part of its own, `[U+202E]`; a line break of two characters is one. */
export function visibleParts(text: string): VisiblePart[] {
  const plain = text.replaceAll('\r\n', '\n')
  const parts: VisiblePart[] = []
  let from = 0
  for (const { 0: character, index } of plain.matchAll(hidden)) {
    if (index > from) parts.push({ text: plain.slice(from, index) })
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    parts.push({ text: `[U+${code}]`, control: names[character] ?? 'control character' })
    from = index + character.length
  }
  if (from < plain.length) parts.push({ text: plain.slice(from) })
  return parts
}

/** A text with each hidden character as `[U+202E]`, for places that take no elements. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => part.text)
    .join('')
}

const whiteSpace = /[ \t\n\r]*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
// oxlint-disable-next-line no-control-regex
const string = /"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001F]*)*"/y

/**
 * The line, from 1, on which a text stops being JSON (RFC 8259): `JSON.parse` does not always say. The last line
 * for a text that ends too early.
 */
export function jsonFaultLine(text: string): number {
  const offset = faultOffset(text)
  return text.slice(0, offset).split('\n').length
}

/** The offset where a scan of the text fails; open brackets stand on a stack, so depth is no limit. */
function faultOffset(text: string): number {
  let at = 0
  const open: ('[' | '{')[] = []
  const skip = () => {
    whiteSpace.lastIndex = at
    at += whiteSpace.exec(text)?.[0].length ?? 0
  }
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const length = pattern.exec(text)?.[0].length ?? 0
    at += length
    return length > 0
  }
  const key = (): boolean => {
    skip()
    if (!take(string)) return false
    skip()
    if (text[at] !== ':') return false
    at += 1
    return true
  }
  for (;;) {
    skip()
    const start = text[at]
    if (start === '[' || start === '{') {
      at += 1
      skip()
      if (text[at] !== (start === '[' ? ']' : '}')) {
        open.push(start)
        if (start === '{' && !key()) return at
        continue
      }
      at += 1
    } else if (!take(start === '"' ? string : scalar)) return at
    let next = ''
    do {
      skip()
      const inside = open.at(-1)
      next = text[at] ?? ''
      if (inside !== undefined && next === (inside === '[' ? ']' : '}')) open.pop()
      else if (inside === undefined || next !== ',') return at
      at += 1
    } while (next !== ',')
    if (open.at(-1) === '{' && !key()) return at
  }
}

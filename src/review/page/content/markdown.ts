/** A stretch of a line of Markdown. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis' | 'struck'; children: Inline[] }
  /** A link or an image: shown with its address and never followed. */
  | { kind: 'link'; children: Inline[]; address: string }

/** A block of Markdown. */
export type Block =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  /** `language` is all that stands behind the opening fence. */
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' }

const deepest = 8
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*?)\s*$/
const heading = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/
const quote = /^ {0,3}> ?/
const item = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+)(?=\S)/
const tableLine = /^ {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$/

/**
 * What models write of Markdown, as data: headings, paragraphs, lists, quotes, code, tables, rules, emphasis and links.
 * HTML in it is text. Whatever is none of these stays as it was written, line breaks included.
 */
export function parseMarkdown(text: string, depth = 0): Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const [opening, marks = '', language = ''] = fence.exec(line) ?? []
    const title = heading.exec(line)
    if (line.trim() === '') at++
    else if (opening !== undefined) {
      const closing = new RegExp(`^ {0,3}${marks[0] ?? '`'}{${marks.length},}\\s*$`)
      const end = endOf(lines, at + 1, (line) => closing.test(line))
      blocks.push({ kind: 'code', language, text: lines.slice(at + 1, end).join('\n') })
      at = end + 1
    } else if (title !== null) {
      blocks.push({ kind: 'heading', level: title[1]?.length ?? 1, children: parseInline(title[2] ?? '') })
      at++
    } else if (rule.test(line)) {
      blocks.push({ kind: 'rule' })
      at++
    } else if (quote.test(line) && depth < deepest) {
      const end = endOf(lines, at, (line) => !quote.test(line))
      const inner = lines.slice(at, end).map((line) => line.replace(quote, ''))
      blocks.push({ kind: 'quote', blocks: parseMarkdown(inner.join('\n'), depth + 1) })
      at = end
    } else if (item.test(line) && depth < deepest) {
      const { list, end } = readList(lines, at, depth)
      blocks.push(list)
      at = end
    } else if (line.includes('|') && tableLine.test(lines[at + 1] ?? '')) {
      const end = endOf(lines, at + 2, (line) => !line.includes('|'))
      const rows = lines.slice(at + 2, end).map(cellsOf)
      blocks.push({ kind: 'table', head: cellsOf(line), rows })
      at = end
    } else {
      const end = endOf(lines, at + 1, startsBlock)
      blocks.push({ kind: 'paragraph', children: parseInline(lines.slice(at, end).join('\n')) })
      at = end
    }
  }
  return blocks
}

function endOf(lines: readonly string[], from: number, isEnd: (line: string) => boolean): number {
  const found = lines.findIndex((line, index) => index >= from && isEnd(line))
  return found === -1 ? lines.length : found
}

function startsBlock(line: string): boolean {
  return line.trim() === '' || [fence, heading, rule, quote, item].some((start) => start.test(line))
}

function cellsOf(line: string): Inline[][] {
  return line
    .trim()
    .replaceAll(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')))
}

function readList(lines: readonly string[], from: number, depth: number): { list: Block; end: number } {
  const mark = item.exec(lines[from] ?? '')?.[2] ?? '-'
  const ordered = /\d/.test(mark)
  const items: Block[][] = []
  let at = from
  while (at < lines.length) {
    const start = item.exec(lines[at] ?? '')
    if (start === null || /\d/.test(start[2] ?? '') !== ordered) break
    const width = start[0].length
    const end = endOf(lines, at + 1, (line) => line.trim() !== '' && !/^\s{2,}/.test(line))
    const body = lines.slice(at, end).map((line, index) => {
      return index === 0 ? line.slice(width) : line.replace(new RegExp(`^\\s{0,${width}}`), '')
    })
    items.push(parseMarkdown(body.join('\n').trimEnd(), depth + 1))
    at = end
  }
  return { list: { kind: 'list', ordered, start: ordered ? Number.parseInt(mark, 10) : 1, items }, end: at }
}

const inline =
  /(`+)(?!`)([^]*?[^`])\1(?!`)|!?\[([^\]\n]{0,500})\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\)){1,2000})>?(?:\s+"[^"\n]{0,300}")?\s*\)|(\*\*|__)(?=\S)([^\n]{1,2000}?\S)\5(?!\*)|(?<![\w*])([*_])(?=[^\s*_])([^\n*_]{1,2000}?)(?<=\S)\7(?!\w)|~~(?=\S)([^\n]{1,2000}?)~~|\\([!-/:-@[-`{-~])/g

/** The stretches of a text that spans no blocks. */
export function parseInline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = []
  const push = (plain: string) => {
    const last = parts.at(-1)
    if (last?.kind === 'text') last.text += plain
    else if (plain !== '') parts.push({ kind: 'text', text: plain })
  }
  if (depth >= deepest) return [{ kind: 'text', text }]
  let from = 0
  for (const match of text.matchAll(inline)) {
    const [whole, , code, label, address, , strong, , emphasis, struck, escaped] = match
    push(text.slice(from, match.index))
    from = match.index + whole.length
    const inner = (text: string) => parseInline(text, depth + 1)
    if (code !== undefined) parts.push({ kind: 'code', text: code.trim() })
    else if (address !== undefined) parts.push({ kind: 'link', children: inner(label ?? ''), address })
    else if (strong !== undefined) parts.push({ kind: 'strong', children: inner(strong) })
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', children: inner(emphasis) })
    else if (struck !== undefined) parts.push({ kind: 'struck', children: inner(struck) })
    else push(escaped ?? '')
  }
  push(text.slice(from))
  return parts
}

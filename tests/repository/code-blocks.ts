/** One fenced block of code of a Markdown text. */
export interface CodeBlock {
  /** The first word after the fence: `ts`, `bash`, or nothing. */
  language: string
  /** What else stands after the fence, for example `ignore`. */
  mark: string
  text: string
  /** The line of its first line of code, from 1. */
  line: number
}

/** The fenced blocks of a Markdown text in their order, also indented ones; throws on one that is never closed. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  let open: { block: CodeBlock; fence: string; indent: number } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    if (open === undefined) {
      if (fence === '') continue
      const [language = '', ...marks] = info.trim().split(/\s+/)
      open = {
        block: { language, mark: marks.join(' '), text: '', line: index + 2 },
        fence,
        indent: indent.length,
      }
    } else if (fence.startsWith(open.fence) && info.trim() === '') {
      blocks.push(open.block)
      open = undefined
    } else {
      open.block.text += `${line.slice(0, open.indent).trim() === '' ? line.slice(open.indent) : line}\n`
    }
  }
  if (open !== undefined) throw new Error(`The block that starts on line ${open.block.line} is never closed`)
  return blocks
}

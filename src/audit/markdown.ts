/** A text with its first sentence in bold and the others as a list; lines stay apart. */
export function addMarkdown(text: string): string {
  const sentences = text
    .split(/\n+|(?<=[.!?])\s+(?=\S)/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
  const [first, ...others] = sentences
  if (first === undefined) return text
  const list = others.map((sentence) => `- ${sentence}`)
  return [`**${first}**`, ...(list.length > 0 ? ['', ...list] : [])].join('\n')
}

/** Marks of Markdown and what stands in their place, line by line; in this order. */
const marks: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^[ \t]*(```|~~~).*\n?/gm, ''],
  [/^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/gm, '$1'],
  [/^[ \t]{0,3}>[ \t]?/gm, ''],
  [/^[ \t]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$\n?/gm, ''],
  [/^([ \t]*)[-*+][ \t]+/gm, '$1'],
  [/!?\[([^\]\n]+)\]\([^()\s]+(?: "[^"\n]*")?\)/g, '$1'],
  [/\*\*(?=\S)([^\n]*?\S)\*\*/g, '$1'],
  [/(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\w*])/g, '$1'],
  [/(?<![\w_])_(?=[^\s_])([^_\n]*?[^\s_])_(?![\w_])/g, '$1'],
  [/`([^`\n]+)`/g, '$1'],
]

/** A text without its marks of Markdown: headings, lists, quotes, emphasis, code, links. */
export function removeMarkdown(text: string): string {
  return marks.reduce((plain, [pattern, replacement]) => plain.replace(pattern, replacement), text)
}

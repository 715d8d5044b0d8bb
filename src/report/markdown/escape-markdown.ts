import { oneLine, shorten } from '../fit-text.ts'

const longest = 200
const longestSentence = 1000

/**
 * Any text as GitHub-flavoured Markdown that shows as this text: on one line, at most some 200 letters long, without
 * effect as Markdown, HTML, link, formula or mention, also within a table cell.
 */
export function escapeMarkdown(text: string, length: number = longest): string {
  return (
    shorten(oneLine(text), length)
      .replaceAll(/[\\`*_[\]{}|~$#]/g, String.raw`\$&`)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // What would begin a list at the beginning of a line.
      .replace(/^(\d*)([-+.)])(?=[\s-]|$)/, String.raw`$1\$2`)
      // What GitHub would make a link of.
      .replaceAll('://', String.raw`\://`)
      .replaceAll(/www\./gi, (host) => `${host.slice(0, -1)}\\.`)
      // A mention stands after anything but a letter, digit or underscore: a space of no width ends it.
      .replaceAll(/(?<![\p{L}\p{N}_])@(?=[\p{L}\p{N}])/gu, '@\u200B')
  )
}

/** What may stand as code: words of ours, none of which ends the code or means anything else in a table. */
const code = /`([\w .:,@>=()<'-]{1,80})`/

/**
 * A sentence of ours as Markdown, at most some 1,000 letters long: what it has in backticks is code, all else without
 * effect.
 */
export function markdownSentence(text: string): string {
  const parts = shorten(oneLine(text), longestSentence).split(code)
  return parts.map((part, place) => (place % 2 === 1 ? `\`${part}\`` : escapePart(part, place > 0))).join('')
}

/** Escapes a part of a sentence and keeps the spaces at its ends. */
function escapePart(part: string, isLater: boolean): string {
  const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? []
  return (isLater ? before : '') + escapeMarkdown(middle, longestSentence) + after
}

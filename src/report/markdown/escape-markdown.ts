import { oneLine, shorten } from '../fit-text.ts'

const longest = 200

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

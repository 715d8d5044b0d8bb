import type { Cell, Table } from '../table.ts'
import { escapeMarkdown } from './escape-markdown.ts'

/** A table as GitHub-flavoured Markdown; a sentence in place of figures stands in the first of their columns. */
export function markdownTable({ title, columns, rows }: Table): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const figure = ({ text, tone }: Cell) =>
    tone === 'strong' && text !== '' ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text)
  return [
    line([title, ...columns.map(({ heading }) => heading)].map((heading) => escapeMarkdown(heading))),
    line(['---', ...columns.map(({ align }) => (align === 'right' ? '--:' : '---'))]),
    ...rows.map(({ name, content }) => {
      const cells =
        typeof content === 'string'
          ? [escapeMarkdown(content), ...columns.slice(1).map(() => '')]
          : content.map(figure)
      return line([escapeMarkdown(name), ...cells])
    }),
  ]
}

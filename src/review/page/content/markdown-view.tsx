import type { MarkedToken, Token, Tokens } from 'marked'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { MarkdownInline } from './markdown-inline.tsx'
import { readMarkdown } from './markdown.ts'
import { Visible } from './visible.tsx'

/** A text read as Markdown. A link is its text and its address, not to be followed; HTML is shown as it is written. */
export function MarkdownView({ text }: { text: string }) {
  const tokens = useMemo(() => readMarkdown(text), [text])
  return <div class="markdown">{tokens.map(drawBlock)}</div>
}

function drawBlock(given: Token, key: number): ComponentChildren {
  const token = given as MarkedToken
  switch (token.type) {
    case 'space':
      return null
    case 'hr':
      return <hr key={key} />
    case 'heading':
      // A heading of a row's text is none of the page's own.
      return (
        <p key={key} class={`markdown-heading level-${token.depth}`}>
          <strong>
            <MarkdownInline tokens={token.tokens} />
          </strong>
        </p>
      )
    case 'code':
      return <CodeView key={key} token={token} />
    case 'blockquote':
      return <blockquote key={key}>{token.tokens.map(drawBlock)}</blockquote>
    case 'list': {
      const items = token.items.map(({ tokens }, index) => <li key={index}>{tokens.map(drawBlock)}</li>)
      return token.ordered ? (
        <ol key={key} start={Number(token.start)}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      )
    }
    case 'table':
      return <TableView key={key} token={token} />
    case 'paragraph':
    case 'text':
      return (
        <p key={key}>
          {token.tokens === undefined ? (
            <Visible text={token.text} />
          ) : (
            <MarkdownInline tokens={token.tokens} />
          )}
        </p>
      )
    case 'checkbox':
      return (
        <span key={key} class="checkbox">
          <Visible text={token.raw} />
        </span>
      )
    default:
      return (
        <p key={key}>
          <Visible text={token.raw.trimEnd()} />
        </p>
      )
  }
}

function CodeView({ token: { lang = '', text } }: { token: Tokens.Code }) {
  return (
    <pre class="code" tabIndex={0}>
      {lang !== '' && (
        <span class="language">
          <Visible text={lang} />
        </span>
      )}
      <code>
        <Visible text={text} />
      </code>
    </pre>
  )
}

function TableView({ token: { header, rows } }: { token: Tokens.Table }) {
  return (
    <div class="wide" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {header.map(({ tokens }, index) => (
              <th key={index} scope="col">
                <MarkdownInline tokens={tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            <tr key={index}>
              {cells.map(({ tokens }, index) => (
                <td key={index}>
                  <MarkdownInline tokens={tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

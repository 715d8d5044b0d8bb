import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { type Block, type Inline, parseMarkdown } from './markdown.ts'
import { Visible } from './visible.tsx'

/** A text read as Markdown. A link is its text and its address, not to be followed; HTML is shown as it is written. */
export function MarkdownView({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text])
  return <div class="markdown">{blocks.map(drawBlock)}</div>
}

function drawBlock(block: Block, key: number): ComponentChildren {
  switch (block.kind) {
    case 'heading':
      // A heading of a row's text is none of the page's own.
      return (
        <p key={key} class={`markdown-heading level-${block.level}`}>
          <strong>{drawInlines(block.children)}</strong>
        </p>
      )
    case 'paragraph':
      return <p key={key}>{drawInlines(block.children)}</p>
    case 'code':
      return (
        <pre key={key} class="code" tabIndex={0}>
          {block.language !== '' && (
            <span class="language">
              <Visible text={block.language} />
            </span>
          )}
          <code>
            <Visible text={block.text} />
          </code>
        </pre>
      )
    case 'quote':
      return <blockquote key={key}>{block.blocks.map(drawBlock)}</blockquote>
    case 'list': {
      const items = block.items.map((blocks, index) => <li key={index}>{blocks.map(drawBlock)}</li>)
      return block.ordered ? (
        <ol key={key} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul key={key}>{items}</ul>
      )
    }
    case 'table':
      return <TableView key={key} head={block.head} rows={block.rows} />
    default:
      return <hr key={key} />
  }
}

function TableView({ head, rows }: { head: Inline[][]; rows: Inline[][][] }) {
  return (
    <div class="wide" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {drawInlines(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            <tr key={index}>
              {cells.map((cell, index) => (
                <td key={index}>{drawInlines(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function drawInlines(parts: readonly Inline[]): ComponentChildren {
  return parts.map((part, key) => {
    switch (part.kind) {
      case 'text':
        return <Visible key={key} text={part.text} />
      case 'code':
        return (
          <code key={key}>
            <Visible text={part.text} />
          </code>
        )
      case 'strong':
        return <strong key={key}>{drawInlines(part.children)}</strong>
      case 'emphasis':
        return <em key={key}>{drawInlines(part.children)}</em>
      case 'struck':
        return <s key={key}>{drawInlines(part.children)}</s>
      default:
        return (
          <span key={key}>
            {drawInlines(part.children)}{' '}
            <span class="address">
              (<Visible text={part.address} />)
            </span>
          </span>
        )
    }
  })
}

import type { MarkedToken, Token, Tokens } from 'marked'
import type { ComponentChildren } from 'preact'
import { Visible } from './visible.tsx'

const marks = { strong: 'strong', em: 'em', del: 's' } as const

/** Stretches of a line of Markdown. What is no emphasis, code or link is shown as it is written, HTML too. */
export function MarkdownInline({ tokens }: { tokens: readonly Token[] }) {
  return <>{tokens.map(drawInline)}</>
}

function drawInline(given: Token, key: number): ComponentChildren {
  const token = given as MarkedToken
  switch (token.type) {
    case 'text':
    case 'escape':
      return <Visible key={key} text={token.text} />
    case 'codespan':
      return (
        <code key={key}>
          <Visible text={token.text} />
        </code>
      )
    case 'strong':
    case 'em':
    case 'del': {
      const Mark = marks[token.type]
      return (
        <Mark key={key}>
          <MarkdownInline tokens={token.tokens} />
        </Mark>
      )
    }
    case 'link':
    case 'image':
      return <LinkView key={key} token={token} />
    case 'br':
      return '\n'
    default:
      return <Visible key={key} text={token.raw} />
  }
}

/** A link or an image: its text, and its address where that is another. Nothing to be followed or fetched. */
function LinkView({ token }: { token: Tokens.Link | Tokens.Image }) {
  const { tokens, href, title } = token
  if (token.type === 'link' && token.autolink === true) return <MarkdownInline tokens={tokens} />
  const address = title ? `${href} "${title}"` : href
  return (
    <span>
      <MarkdownInline tokens={tokens} />{' '}
      <span class="address">
        (<Visible text={address} />)
      </span>
    </span>
  )
}

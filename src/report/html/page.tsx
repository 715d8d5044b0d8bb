import { renderToString } from 'preact-render-to-string'
import type { ComponentChildren } from 'preact'
import { script, scriptHash } from './script.ts'
import { style } from './style.ts'
import { hiddenAsCodes } from '../hidden-characters.ts'

const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src '${scriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** A whole page as text: one file that needs nothing else. Ends in a newline. */
export function renderPage(title: string, children: ComponentChildren): string {
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {children}
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>,
  )
  return `<!doctype html>\n${visible(html)}\n`
}

/**
 * The same text without what a page cannot hold: control characters stand as their pictures (`␀`), halves of a
 * surrogate pair as `�`; characters that hide, or turn the direction of others, with which a text can be made to look
 * like another, by their code (`[U+202E]`).
 */
export function visible(text: string): string {
  const shown = text.replaceAll(/(?![\n\t])\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '\u2421' : '\uFFFD'
  })
  return hiddenAsCodes(shown).toWellFormed()
}

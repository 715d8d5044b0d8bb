import * as fc from 'fast-check'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { MarkdownView } from '../../src/review/page/content/markdown-view.tsx'
import { readMarkdown } from '../../src/review/page/content/markdown.ts'

/** What the page makes of a text, without the element around it. */
function drawn(text: string): string {
  return renderToString(h(MarkdownView, { text })).replace(/^<div class="markdown">(.*)<\/div>$/s, '$1')
}

/** What a person reads of it. */
function read(html: string): string {
  return html.replaceAll(/<[^>]*>/g, ' ')
}

/** Every tag that the page itself makes, with its attributes; a text can make none. */
const ownTag =
  /^<(?:\/?(?:p|strong|em|s|code|ol|ul|li|blockquote|table|thead|tbody|tr|td|span)|hr\/|th scope="col"|\/th|\/?pre|pre class="code" tabindex="0"|ol start="\d+"|\/?div|div class="wide" tabindex="0"|span class="(?:language|address|checkbox)"|span class="control" title="[a-zA-Z -]+"|p class="markdown-heading level-[1-6]")>$/

describe('Markdown on the page', () => {
  test.each([
    ['# Title #\none\ntwo', '<p class="markdown-heading level-1"><strong>Title</strong></p><p>one\ntwo</p>'],
    ['- a\n  - b\n- c', '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>'],
    ['3. third\n4. fourth', '<ol start="3"><li><p>third</p></li><li><p>fourth</p></li></ol>'],
    [
      '- [ ] open\n- [x] done',
      '<ul><li><span class="checkbox">[ ] </span><p>open</p></li><li><span class="checkbox">[x] </span><p>done</p></li></ul>',
    ],
    ['- a\n\n- [x] b', '<ul><li><p>a</p></li><li><p>[x] b</p></li></ul>'],
    ['> said\n> twice', '<blockquote><p>said\ntwice</p></blockquote>'],
    [
      '```ts\nconst a = "<b>" // **no**\n```',
      '<pre class="code" tabindex="0"><span class="language">ts</span><code>const a = &quot;&lt;b>&quot; // **no**</code></pre>',
    ],
    [
      '| a | b |\n|---|--:|\n| 1 | x\\|y |',
      '<div class="wide" tabindex="0"><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td>x|y</td></tr></tbody></table></div>',
    ],
    ['one\n\n***\n\ntwo', '<p>one</p><hr/><p>two</p>'],
    [
      'a **b *c*** `d*e*` ~~f~~ snake_case_name 2 * 3 * 4 \\*g\\*  \nh',
      '<p>a <strong>b <em>c</em></strong> <code>d*e*</code> <s>f</s> snake_case_name 2 * 3 * 4 *g*\nh</p>',
    ],
  ])('%j', (text, html) => {
    expect(drawn(text)).toBe(html)
  })

  test.each([
    [
      '[x](javascript:alert(1)) ![y](<https://a.b/c> "t")',
      '<p><span>x <span class="address">(javascript:alert(1))</span></span> ' +
        '<span>y <span class="address">(https://a.b/c &quot;t&quot;)</span></span></p>',
    ],
    ['https://a.b/c <d@e.f>', '<p>https://a.b/c d@e.f</p>'],
    [
      '[x][a]\n\n[a]: https://a.b "t"\n[a]: javascript:c',
      '<p>[x][a]</p><p>[a]: https://a.b &quot;t&quot;\n[a]: javascript:c</p>',
    ],
    ['<div onclick="a()">\n*b*\n</div>', '<p>&lt;div onclick=&quot;a()&quot;>\n*b*\n&lt;/div></p>'],
    ['a <b>c</b> &amp; <!-- d -->', '<p>a &lt;b>c&lt;/b> &amp;amp; &lt;!-- d --></p>'],
    ['<script>\n\nalert(1)\n</script>', '<p>&lt;script>\n\nalert(1)\n&lt;/script></p>'],
    ['a\u202Eb', '<p>a<span class="control" title="right-to-left override">[U+202E]</span>b</p>'],
    ['| a |\n|---|\n| b | hidden |', '<p>| a |\n|---|\n| b | hidden |</p>'],
  ])('neither follows, fetches, hides nor obeys: %j', (text, html) => {
    expect(drawn(text)).toBe(html)
  })

  const pieces = [
    'word',
    '\n',
    '\n\n',
    '  ',
    '    ',
    '- ',
    '1. ',
    '> ',
    '# ',
    '===',
    '**',
    '*',
    '_',
    '~~',
    '`',
    '```',
  ]
  const marks = [
    '[',
    '][',
    '](',
    ')',
    ']: ',
    '"',
    '|',
    '|-|',
    '\\',
    '&lt;',
    '<b>',
    '<!--',
    '-->',
    '<script>',
    '<a href="',
  ]
  const hostile = [
    '<img src=x onerror=alert(1)>',
    '[w](javascript:alert(1))',
    '![w](//a.b)',
    'http://a.b',
    '[ ] ',
    'a@b.c',
  ]

  test('loses no word and makes no element of a text, whatever it is', () => {
    const anyText = fc.array(fc.constantFrom(...pieces, ...marks, ...hostile), { maxLength: 60 })
    const count = (text: string) => text.split('word').length
    fc.assert(
      fc.property(anyText, (parts) => {
        const text = parts.join('')
        const html = drawn(text)
        expect(count(read(html))).toBe(count(text))
        for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).toMatch(ownTag)
      }),
      { numRuns: process.env['LONG'] ? 20_000 : 500 },
    )
  })

  test.each(['> ', '- ', '1. ', '>- ', '> 1. '])('shows 5,000 times %j, within a few boxes', (piece) => {
    const html = drawn(`${piece.repeat(5000)}word`)
    expect(read(html)).toContain('word')
    expect(html.match(/<(?:blockquote|ol|ul)/g)?.length).toBe(8)
  })

  test.each([
    '*',
    '_',
    '`',
    '[',
    '](',
    '> ',
    '- ',
    '**a',
    '*a_',
    '_a*b',
    '**a*b_',
    '~a~~',
    '~~',
    '|',
    '\\',
    '!',
    'a@',
    '<a ',
  ])('reads 20,000 times %j in no time that grows with its square', (piece) => {
    const start = performance.now()
    readMarkdown(piece.repeat(20_000))
    expect(performance.now() - start).toBeLessThan(5000)
  })
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneLine, shorten } from '../../src/report/fit-text.ts'
import { escapeMarkdown, markdownSentence } from '../../src/report/markdown/escape-markdown.ts'

const numRuns = process.env['LONG'] === undefined ? 300 : 20_000
const pieces = [
  '*',
  '`',
  '|',
  '<b>',
  '&amp;',
  '\\',
  '\\|',
  '[x](y)',
  '@ana',
  '- ',
  '1. ',
  '---',
  'https://',
  'www.',
  '\n',
]
const text = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 12 })
  .map((parts) => parts.join(''))

/** What a reader of the Markdown sees. */
function shown(markdown: string): string {
  return markdown
    .replaceAll('\u200B', '')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&')
}

test('what Markdown, HTML and GitHub would act on is shown as it stands', () => {
  expect(
    [
      'a|b',
      '`code`',
      '<img src=x>',
      'AT&T &lt;',
      '**bold** _it_ ~~no~~',
      '[a](b) ![c](d)',
      '$x$ #12',
      'a\nb\tc',
    ].map((one) => escapeMarkdown(one)),
  ).toMatchInlineSnapshot(`
    [
      "a\\|b",
      "\\\`code\\\`",
      "&lt;img src=x&gt;",
      "AT&amp;T &amp;lt;",
      "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~",
      "\\[a\\](b) !\\[c\\](d)",
      "\\$x\\$ \\#12",
      "a b c",
    ]
  `)
})

test('at the beginning nothing makes a list or a rule, and numbers stay as they are', () => {
  expect(['- a', '+ a', '1. a', '2) a', '---', '-0.5', '83.3 %'].map((one) => escapeMarkdown(one))).toEqual([
    '\\- a',
    '\\+ a',
    '1\\. a',
    '2\\) a',
    '\\---',
    '-0.5',
    '83.3 %',
  ])
})

test('nobody is mentioned and nothing is linked, and judge ids stay as they are', () => {
  expect(escapeMarkdown('@ana and (@org/team), https://a.b, www.a.b')).toBe(
    '@\u200Bana and (@\u200Borg/team), https\\://a.b, www\\.a.b',
  )
  expect(escapeMarkdown('pubmed@aligned')).toBe('pubmed@aligned')
})

test('a long text is cut', () => {
  expect(escapeMarkdown('x'.repeat(1000))).toBe(`${'x'.repeat(199)}…`)
  expect(escapeMarkdown('||||', 3)).toBe('\\|\\|…')
})

test('any text shows as itself and holds no bare sign', () => {
  fc.assert(
    fc.property(text, (given) => {
      const escaped = escapeMarkdown(given)
      expect(shown(escaped)).toBe(shorten(oneLine(given), 200))
      expect(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[|`*_[\]{}~$#<>\n]|&(?!lt;|gt;|amp;)/)
      expect(escaped).not.toMatch(/(?<![\p{L}\p{N}_])@[\p{L}\p{N}]|(?<!\\):\/\/|www\./iu)
    }),
    { numRuns },
  )
})

test('a sentence has what stands in backticks as code, and all else without effect', () => {
  expect(markdownSentence('Say `holm: true` or `--holm`, *not* both.')).toBe(
    String.raw`Say ${'`holm: true`'} or ${'`--holm`'}, \*not\* both.`,
  )
  expect(markdownSentence('`npx vitest-judge gate <run> <run> ...`')).toBe(
    '`npx vitest-judge gate <run> <run> ...`',
  )
  expect(markdownSentence('a `|` cell, @ana')).toBe('a \\`\\|\\` cell, @\u200Bana')
})

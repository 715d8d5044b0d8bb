import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { pages } from './pages.ts'
import { root } from './source-files.ts'

/** A page without its blocks of code, and without code in the line. */
function prose(text: string): string {
  return text.replaceAll(/^(\s*)(`{3,})[^]*?^\1\2\s*$/gm, '')
}

/** The anchors of a Markdown page as GitHub makes them of its headings. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>()
  const anchors = [...prose(text).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .trim()
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  })
  return new Set(anchors)
}

/** The links of a page that lead nowhere within the repository. */
function deadLinks(path: string, text: string): string[] {
  const dead: string[] = []
  for (const [, target = ''] of prose(text)
    .replaceAll(/`[^`\n]*`/g, '')
    .matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [file = '', anchor] = target.split('#')
    const place = file === '' ? path : normalize(join(dirname(path), file))
    if (file !== '' && !existsSync(join(root, place))) dead.push(`${path} ${target}`)
    else if (anchor !== undefined && place.endsWith('.md')) {
      const linked = file === '' ? text : readFileSync(join(root, place), 'utf8')
      if (!anchorsOf(linked).has(anchor)) dead.push(`${path} ${target}`)
    }
  }
  return dead
}

test('every link of every page leads to a file, and every anchor to a heading', () => {
  expect(pages.flatMap(({ path, text }) => deadLinks(path, text))).toEqual([])
})

test('a link to nothing is found, and an anchor without its heading', () => {
  const text = [
    '# One `two`, three',
    '## Again',
    '## Again',
    '[a](#one-two-three) [b](#again-1) [c](README.md#no-such) [d](nowhere.md) [e](https://example.org/x)',
    '`[f](code.md)`',
    '```sh',
    '[g](block.md)',
    '```',
  ].join('\n')
  expect(deadLinks('PAGE.md', text)).toEqual(['PAGE.md README.md#no-such', 'PAGE.md nowhere.md'])
})

test('docs/index.md leads to every page of docs, each once', () => {
  const index = pages.find(({ path }) => path === 'docs/index.md')?.text ?? ''
  const linked = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, target]) => `docs/${target}`)
  const all = pages
    .map(({ path }) => path)
    .filter((path) => path.startsWith('docs/') && path !== 'docs/index.md')
  expect(linked.toSorted()).toEqual(all)
})

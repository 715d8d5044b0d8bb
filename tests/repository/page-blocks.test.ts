import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { environmentVariables } from '../../src/contract/index.ts'
import { codeBlocks } from './code-blocks.ts'
import { blocksIn, pages } from './pages.ts'
import { root } from './source-files.ts'
import { givenPath, workshop } from './typed-blocks.ts'

/** Languages whose blocks are checked, here or in page-commands.test.ts. */
const checked = ['ts', 'sh', 'json', 'jsonl', 'yaml', 'dotenv']

/** Languages whose blocks are only shown: output, and what others write in theirs. */
const shown = ['text', 'python', 'diff']

test('the pages that were read are those a reader looks for', () => {
  expect(pages.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/index.md', 'docs/errors.md']),
  )
})

test('every block names a language that is checked, or that is known to be only shown', () => {
  const places = pages.flatMap(({ path, blocks }) =>
    blocks.map(({ language, mark, line }) => ({ place: `${path}:${line}`, language, mark })),
  )
  expect(places.filter(({ language }) => ![...checked, ...shown].includes(language))).toEqual([])
  expect(places.filter(({ mark }) => mark !== '')).toEqual([])
})

describe('blocks of TypeScript', () => {
  test('type-check on every page', { timeout: 120_000 }, async () => {
    const shop = await workshop('pages')
    for (const { path, text } of pages) await shop.add(path, text)
    expect(shop.origins.size).toBeGreaterThan(20)
    expect(await shop.complaints()).toEqual([])
  })

  test('that name a file of our own evaluation or of an example are that file, word for word', async () => {
    const quoted = blocksIn('ts')
      .map(({ text, page }) => {
        const own = givenPath(text) ?? ''
        const folder = page.path.startsWith('examples/') ? page.path.replace(/README\.md$/, '') : ''
        return { path: `${folder}${own}`, text: text.split('\n').slice(1).join('\n') }
      })
      .filter(({ path }) => /^(evals|examples)\/.*\.ts$/.test(path) && existsSync(join(root, path)))
    expect(quoted.map(({ path }) => path)).toContain('evals/pubmed/pubmed.eval.ts')
    for (const { path, text } of quoted) expect(text, path).toBe(await readFile(join(root, path), 'utf8'))
  })
})

describe('blocks of data', () => {
  test('are JSON', () => {
    const blocks = blocksIn('json')
    expect(blocks.length).toBeGreaterThan(2)
    for (const { place, text } of blocks) expect(() => JSON.parse(text) as unknown, place).not.toThrow()
  })

  test('are JSON on each line', () => {
    const blocks = blocksIn('jsonl')
    expect(blocks.length).toBeGreaterThan(0)
    for (const { place, text } of blocks) {
      for (const line of text.trimEnd().split('\n')) {
        expect(() => JSON.parse(line) as unknown, place).not.toThrow()
      }
    }
  })

  test('are YAML', () => {
    const blocks = blocksIn('yaml')
    expect(blocks.length).toBeGreaterThan(0)
    for (const { place, text } of blocks) {
      const { errors, warnings } = parseDocument(text)
      expect([...errors, ...warnings], place).toEqual([])
    }
  })

  test('are variables of the environment, ours such as somebody reads', () => {
    const blocks = blocksIn('dotenv')
    expect(blocks.length).toBeGreaterThan(0)
    for (const { place, text } of blocks) {
      const names = Object.keys(parseEnv(text))
      expect(names.length, place).toBe(text.split('\n').filter((line) => /^[^#\s]/.test(line)).length)
      expect(
        names.filter((name) => !(name in environmentVariables)),
        place,
      ).toEqual([])
    }
  })
})

test('every variable of ours that a page names is read by the source', () => {
  const unknown = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:VITEST_JUDGE|OPENAI)_[A-Z_]*[A-Z]\b/g)]
      .map(([name]) => name)
      .filter((name) => !(name in environmentVariables))
      .map((name) => `${path} ${name}`),
  )
  expect(unknown).toEqual([])
})

test('the reader of blocks takes fences of any length, indented ones, and what stands after the fence', () => {
  const page = [
    '# A',
    '```ts',
    'a',
    '',
    'b',
    '```',
    '- item',
    '  ~~~bash',
    '  c',
    '  ~~~',
    '````md',
    '```ts',
    '```',
    '````',
    '```ts ignore',
    'd',
    '```',
  ]
  expect(codeBlocks(page.join('\n'))).toEqual([
    { language: 'ts', mark: '', text: 'a\n\nb\n', line: 3 },
    { language: 'bash', mark: '', text: 'c\n', line: 9 },
    { language: 'md', mark: '', text: '```ts\n```\n', line: 12 },
    { language: 'ts', mark: 'ignore', text: 'd\n', line: 16 },
  ])
  expect(() => codeBlocks('```ts\na')).toThrow('never closed')
})

test.runIf(process.env['LONG'])(
  'a block that does not type-check is found, with its line on the page',
  async () => {
    const shop = await workshop('wrong')
    const block = (...lines: string[]) => ['```ts', ...lines, '```', ''].join('\n')
    const polite = `makeJudge({ name: 'polite', instructions: '{{ outputs }}' })`
    await shop.add(
      'PAGE.md',
      [
        block('// judges.ts', `import { makeJudge } from 'vitest-judge'`, `export const polite = ${polite}`),
        block(`import { polite } from './judges.ts'`, 'const wrong: number = polite.name'),
        block('// judges.ts', `import { makeJudge } from 'vitest-judge'`, 'makeJudge({ elsewhere: 1 })'),
        block('absent()'),
      ].join('\n'),
    )
    const complaints = (await shop.complaints()).map((complaint) => complaint.replace(/(TS\d+): .*/, '$1'))
    expect(complaints).toEqual([
      'PAGE.md:9 error TS2322',
      'PAGE.md:15 error TS2353',
      'PAGE.md:19 error TS2304',
    ])
  },
)

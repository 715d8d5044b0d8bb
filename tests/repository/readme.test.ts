import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { bin, run } from './command.ts'
import { filesBelow, root } from './source-files.ts'

const pages = [...(existsSync(join(root, 'README.md')) ? ['README.md'] : []), ...filesBelow(['docs'], '.md')]
const typed = new Set(['ts', 'tsx', 'typescript', 'js', 'javascript'])

/** The path in a block's first line. */
function givenPath(text: string): string | undefined {
  return /^\/\/ ([\w./-]+\.ts)$/.exec(text.split('\n', 1)[0] ?? '')?.[1]
}

/**
 * Where a block is written: as the path in its first line, `// evals/a.eval.ts`, so that the blocks of a page can
 * import one another, and the files of this repository that they do not show; a second block of the same path begins
 * the page's files anew.
 */
class Workshop {
  readonly folder: string
  readonly origins = new Map<string, string>()

  constructor(folder: string) {
    this.folder = folder
  }

  async add(page: string, markdown: string): Promise<void> {
    let round = 1
    for (const { language, mark, text, line } of codeBlocks(markdown)) {
      if (!typed.has(language) || mark === 'ignore') continue
      const given = givenPath(text)
      const place = () => `${page.replaceAll(/\W/g, '-')}/${round}/${given ?? `line-${line}.ts`}`
      while (this.origins.has(place())) round++
      this.origins.set(place(), `${page}:${line}`)
      const path = join(this.folder, place())
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, /^(import|export) /m.test(text) ? text : `${text}export {}\n`)
    }
  }

  /** The complaints of the compiler, each with the line of the page. */
  async complaints(): Promise<string[]> {
    const rounds = [...this.origins.keys()].map((path) => join(this.folder, ...path.split('/').slice(0, 2)))
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noUnusedLocals: false,
        noUnusedParameters: false,
        rootDirs: [...new Set(rounds), root],
      },
      include: ['**/*.ts'],
      exclude: [],
    }
    await writeFile(join(this.folder, 'tsconfig.json'), JSON.stringify(config))
    await writeFile(join(this.folder, 'package.json'), '{ "type": "module" }')
    const { exitCode, output } = await run(bin('tsc'), ['-p', '.', '--pretty', 'false'], this.folder)
    const lines = output.split('\n').filter((line) => line.trim() !== '')
    if (exitCode !== 0 && lines.length === 0) throw new Error('the compiler failed and said nothing')
    return lines.map((line) => {
      const [, path = '', number = '', rest = ''] = /^(.*?)\((\d+),\d+\): (.*)$/.exec(line) ?? []
      const [page, first] = this.origins.get(path)?.split(':') ?? []
      return page === undefined ? line : `${page}:${Number(first) + Number(number) - 1} ${rest}`
    })
  }
}

async function workshop(name: string): Promise<Workshop> {
  const folder = join(root, 'node_modules/.cache/vitest-judge-readme', `${process.pid}-${name}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return new Workshop(folder)
}

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

test('every block of TypeScript in README.md and docs type-checks', async () => {
  const shop = await workshop('pages')
  for (const page of pages) await shop.add(page, await readFile(join(root, page), 'utf8'))
  expect(shop.origins.size).toBeGreaterThan(2)
  expect(await shop.complaints()).toEqual([])
})

test('a block that names a file of our own evaluation is that file, word for word', async () => {
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')))
  const quoted = texts
    .flatMap(codeBlocks)
    .map(({ text }) => ({ path: givenPath(text) ?? '', text: text.split('\n').slice(1).join('\n') }))
    .filter(({ path }) => path.startsWith('evals/') && existsSync(join(root, path)))
  expect(quoted.map(({ path }) => path)).toContain('evals/pubmed/pubmed.eval.ts')
  for (const { path, text } of quoted) expect(text, path).toBe(await readFile(join(root, path), 'utf8'))
})

test('at most two blocks are left unchecked, and blocks of code name their language', async () => {
  const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')))
  const blocks = texts.flatMap(codeBlocks)
  expect(blocks.filter(({ mark }) => mark === 'ignore').length).toBeLessThanOrEqual(2)
  expect(blocks.filter(({ mark }) => mark !== '' && mark !== 'ignore')).toEqual([])
  expect(blocks.filter(({ language }) => language === '')).toEqual([])
})

test('every relative link of README.md and docs leads to a file', async () => {
  const broken: string[] = []
  for (const page of pages) {
    const prose = (await readFile(join(root, page), 'utf8')).replaceAll(/^(\s*)(`{3,})[^]*?^\1\2\s*$/gm, '')
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      const path = target.replace(/#.*$/, '')
      if (/^[a-z]+:/.test(path) || path === '') continue
      const found = await readFile(join(root, dirname(page), path)).catch(
        (error: NodeJS.ErrnoException) => error.code === 'EISDIR',
      )
      if (found === false) broken.push(`${page} ${target}`)
    }
  }
  expect(broken).toEqual([])
})

test('the pages that were read are those a reader looks for', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md']))
})

import { expect, test } from 'vitest'
import { exportedNames } from './exports.ts'
import { parseSource, sourceFiles } from './source-files.ts'

const files = new Map(sourceFiles.map((file) => [file.path, file]))

/** At least one sentence: a capital or code first, three words or more, and a mark at a sentence's end. */
function holdsSentence(docstring: string | undefined): boolean {
  const prose = docstring?.split(/ ?@(?:throws|returns|param)\b/)[0] ?? ''
  return /^[A-Z`0-9]/.test(prose) && prose.split(' ').length >= 3 && /[.!?:;)]( |$)/.test(prose)
}

function undocumented(entry: string): string[] {
  return exportedNames(entry, files)
    .filter(({ docstring }) => !holdsSentence(docstring))
    .map(({ path, name }) => `${path} ${name}`)
}

test('the reader of docstrings follows a name to its declaration and takes the comment right above it', () => {
  const example = new Map(
    Object.entries({
      'src/index.ts': `export * from './a/index.ts'\nexport { two as second, type Three } from './a/two.ts'`,
      'src/a/index.ts': `import { two } from './two.ts'\nexport { two }\nexport { default } from './two.ts'\n/** One is one. */\nexport const one = 1`,
      'src/a/two.ts': [
        `/** Two is two. */`,
        `export function two(text: string): void`,
        `export function two(): void {}`,
        `/** Of nothing. */\n`,
        `const between = 0`,
        `export interface Three {}`,
        `// Not a docstring.`,
        `export type Four = typeof between`,
        `/** A class. */`,
        `class Five {}`,
        `export default Five`,
      ].join('\n'),
    }).map(([path, text]) => [path, parseSource(path, text)]),
  )
  expect(exportedNames('src/index.ts', example)).toEqual([
    { name: 'Three', path: 'src/a/two.ts', docstring: undefined },
    { name: 'one', path: 'src/a/index.ts', docstring: 'One is one.' },
    { name: 'second', path: 'src/a/two.ts', docstring: 'Two is two.' },
    { name: 'two', path: 'src/a/two.ts', docstring: 'Two is two.' },
  ])
  expect(exportedNames('src/a/two.ts', example).map(({ name, docstring }) => [name, docstring])).toEqual([
    ['Four', undefined],
    ['Three', undefined],
    ['default', 'A class.'],
    ['two', 'Two is two.'],
  ])
})

test('a docstring holds a sentence', () => {
  expect(holdsSentence('The share of rows, 0 to 1.')).toBe(true)
  expect(holdsSentence('`true` for a passing value. @throws VitestJudgeError `locked`')).toBe(true)
  expect(holdsSentence('@throws VitestJudgeError when it is held by another process.')).toBe(false)
  expect(holdsSentence('Share.')).toBe(false)
  expect(holdsSentence('the share of rows')).toBe(false)
  expect(holdsSentence(undefined)).toBe(false)
})

test.for(['src/index.ts', 'src/suite/plugin.ts', 'reporters/index.ts', 'src/agreement/statistics.ts'])(
  'every name that users import from %s has a docstring of a sentence',
  (entry) => {
    expect(exportedNames(entry, files).length).toBeGreaterThan(2)
    expect(undocumented(entry)).toEqual([])
  },
)

test('every name that a room shows to other rooms has a docstring of a sentence', () => {
  const entries = [...files.keys()].filter((path) => /^src\/[^/]+\/index\.ts$/.test(path))
  expect(entries).toContain('src/contract/index.ts')
  expect(entries.flatMap(undocumented)).toEqual([])
})

test('every name that a file exports has a docstring of a sentence', () => {
  const entries = [...files.keys()].filter((path) => !path.endsWith('/index.ts'))
  expect([...new Set(entries.flatMap(undocumented))]).toEqual([])
})

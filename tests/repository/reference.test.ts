import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { referencePage } from '../../scripts/write-reference.ts'
import { silentProgram } from '../../scripts/reference/commands.ts'
import { interfaceMembers } from '../../scripts/reference/members.ts'
import { defaultModelName, defaultEmbeddingModelName } from '../../src/model/resolve.ts'
import { environmentVariables } from '../../src/contract/index.ts'
import { parseSource, root, sourceFiles } from './source-files.ts'

const page = referencePage()

test('docs/reference.md is what the source says', () => {
  const stored = readFileSync(join(root, 'docs/reference.md'), 'utf8')
  expect(stored, 'Write it anew: node scripts/write-reference.ts').toBe(page)
})

test('it has every command that the program has, with every flag', () => {
  const pending = silentProgram().commands.map((command) => ({
    command,
    name: `vitest-judge ${command.name()}`,
  }))
  expect(pending.length).toBeGreaterThan(10)
  for (const { command, name } of pending) {
    const [, section = ''] = page.split(`\n### \`${name}\`\n`)
    const own = section.split('\n### ')[0] ?? ''
    for (const { flags } of command.options) expect(own, name).toContain(`| \`${flags}\` | `)
    pending.push(...command.commands.map((inner) => ({ command: inner, name: `${name} ${inner.name()}` })))
  }
})

test('it names every variable that the source reads, and the default models that it has', () => {
  const read = sourceFiles.flatMap(
    ({ text }) => text.match(/(?<=')(?:OPENAI|VITEST_JUDGE)_[A-Z_]+(?=')/g) ?? [],
  )
  expect(read).toContain('OPENAI_API_KEY')
  const prefixes = Object.keys(environmentVariables)
  expect(
    read.filter((name) => !prefixes.some((known) => known === name || known.startsWith(`${name}_`))),
  ).toEqual([])
  expect(environmentVariables.VITEST_JUDGE_MODEL).toContain(defaultModelName)
  expect(environmentVariables.VITEST_JUDGE_EMBEDDING_MODEL).toContain(defaultEmbeddingModelName)
})

test('the reader of options takes what an interface extends, without what is omitted', () => {
  const text = [
    'interface Base<T> {',
    '  /** First. */ one: T',
    '  /** Second,\n   * on two lines. */',
    '  two?: string |\n number',
    '}',
    `export interface Own extends Omit<Base<string>, 'one'> {`,
    '  /** Third. */ three: () => void',
    '  never?: never',
    '}',
    'interface Bare { none: string }',
  ].join('\n')
  const files = [parseSource('src/a.ts', text)]
  expect(interfaceMembers('Own', files)).toEqual([
    { name: 'two', type: 'string | number', isOptional: true, docstring: 'Second, on two lines.' },
    { name: 'three', type: '() => void', isOptional: false, docstring: 'Third.' },
  ])
  expect(() => interfaceMembers('Bare', files)).toThrow('src/a.ts: Bare.none has no docstring; write one.')
  expect(() => interfaceMembers('Absent', files)).toThrow('0 files declare the interface Absent')
})

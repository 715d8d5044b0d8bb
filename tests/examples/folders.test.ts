import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from '../suite/project.ts'
import { exampleNames } from './example.ts'

const examples = join(repository, 'examples')
const read = (...path: string[]) => readFileSync(join(examples, ...path), 'utf8')
const root = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  version: string
  workspaces?: string[]
  devDependencies: Record<string, string>
}

interface Manifest {
  name: string
  private: boolean
  scripts: Record<string, string>
  devDependencies: Record<string, string>
}

test('the list of examples names every folder', () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const list = read('README.md')
  for (const { name } of folders) expect(list).toContain(`| [${name}](${name}/`)
  expect(folders.map(({ name }) => name).toSorted()).toEqual(['audit', ...exampleNames].toSorted())
})

describe.for(exampleNames)('examples/%s', (name) => {
  const manifest = JSON.parse(read(name, 'package.json')) as Manifest

  test('is a workspace that also stands by itself: it takes the package from npm, at this version', () => {
    expect(root.workspaces).toEqual(['examples/*'])
    expect(root.devDependencies['vitest-judge']).toBe('file:.')
    expect(manifest).toMatchObject({ name: `example-${name}`, private: true })
    expect(manifest.devDependencies).toEqual({
      vitest: root.devDependencies['vitest'],
      'vitest-judge': `^${root.version}`,
      zod: (root as unknown as { dependencies: Record<string, string> }).dependencies['zod'],
    })
    expect(manifest.scripts['evals']).toBe('vitest run evals')
  })

  test('is short: its rows are 40 to 80, its code within 150 lines, its README within 25', () => {
    const ids = read(name, 'evals/rows.jsonl')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id)
    expect(ids.length).toBeGreaterThanOrEqual(40)
    expect(ids.length).toBeLessThanOrEqual(80)
    expect(new Set(ids).size).toBe(ids.length)
    const code = readdirSync(join(examples, name), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.includes('node_modules'),
    )
    const lines = code.reduce((sum, path) => sum + read(name, path).split('\n').length - 1, 0)
    expect(lines).toBeLessThanOrEqual(150)
    const readme = read(name, 'README.md')
    expect(readme).toContain(` ${ids.length} `)
    expect(readme.split('\n').length).toBeLessThanOrEqual(25)
  })

  test('holds no path of a machine and no key', () => {
    for (const path of readdirSync(join(examples, name), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(jsonl?|md|ts)$/.test(path) || /node_modules|\.vitest/.test(path)) continue
      expect(read(name, path), path).not.toMatch(
        /(^|["'\s])(\/(home|root|tmp|Users|work)\/|[A-Z]:\\)|sk-[\w-]{10}/,
      )
    }
  })
})

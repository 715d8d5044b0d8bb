import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/memalign.md'), 'utf8')
const tables = page.split('\n## ').filter((section) => /^(What MLflow's tests pin|Defects)/.test(section))

/** The rows of a table, without its head. */
const rowsOf = (section: string) =>
  section.split('\n').filter((line) => line.startsWith('| ') && !/^\| (behaviour|defect) /.test(line))

/** The tests that a row names: file and name. */
const testsOf = (row: string) =>
  [...row.matchAll(/`(tests\/[^`]+\.test\.ts)` "([^"]+)"/g)].map(([, file = '', name = '']) => ({
    file,
    name,
  }))

test('docs/memalign.md lists behaviours and defects, each with a test', () => {
  expect(tables.map((section) => rowsOf(section).length)).toEqual([22, 35])
  expect(tables.flatMap(rowsOf).filter((row) => testsOf(row).length === 0)).toEqual([])
})

test('every test that docs/memalign.md names stands in the file that it names', () => {
  const missing = testsOf(page).filter(({ file, name }) => {
    const path = join(root, file)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(name)
  })
  expect(missing).toEqual([])
})

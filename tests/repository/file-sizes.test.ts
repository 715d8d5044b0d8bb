import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, root, sourceFiles } from './source-files.ts'

/** What a program wrote, to be read by programs. */
const isData = (path: string) => /\.(?:json|jsonl|csv|snap)$/.test(path)

function linesOf(text: string): number {
  return text.split('\n').length - 1
}

test('half of the source files are within 120 lines', () => {
  const sizes = sourceFiles.map(({ text }) => linesOf(text)).toSorted((left, right) => left - right)
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(120)
})

test('no file that people write is above 500 lines, whatever it ends with', () => {
  const paths = filesBelow(['src', 'reporters', 'tests', 'scripts', 'benchmarks'], '').filter(
    (path) => statSync(join(root, path)).isFile() && !isData(path),
  )
  for (const ending of ['.ts', '.tsx', '.css']) {
    expect(paths.filter((path) => path.endsWith(ending)).length).toBeGreaterThan(10)
  }
  const large = paths
    .map((path) => ({ path, lines: linesOf(readFileSync(join(root, path), 'utf8')) }))
    .filter(({ lines }) => lines > 500)
  expect(large).toEqual([])
})

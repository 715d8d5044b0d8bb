import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBlock } from '../../benchmarks/markdown.ts'
import { versionTable } from '../../scripts/versions/version-rows.ts'
import { root } from '../repository/source-files.ts'

test('the table of versions says what works, what does not, and what could not be had', () => {
  const tried = { outcome: 'tried', search: 'HNSW', failed: [], steps: 15, seconds: 60 } as const
  expect(
    versionTable([
      { node: '22.12.0', vitest: '4.1.12', ...tried },
      { node: '22.12.0', vitest: '5.1.1', ...tried, search: 'exact scan' },
      { node: '26.10.0', vitest: '4.1.12', ...tried, search: 'exact scan', failed: ['types', 'Ctrl-C'] },
      {
        node: '26.10.0',
        vitest: '5.1.1',
        outcome: 'not installed',
        reason: 'npm error notarget No matching version | found',
        seconds: 3,
      },
      { node: '27.0.0', vitest: '5.1.1', ...tried, failed: ['blobs'] },
    ]),
  ).toMatchInlineSnapshot(`
    "| Node | Vitest 4.1.12 | Vitest 5.1.1 |
    | ---: | --- | --- |
    | 22.12.0 | ✓ 15 of 15 | ✓ 15 of 15, exact scan |
    | 26.10.0 | ✗ 13 of 15, exact scan: not types, Ctrl-C | could not be installed: notarget No matching version \\| found |
    | 27.0.0 | not tried | ✗ 14 of 15: not blobs |"
  `)
})

test('README and docs/versions.md have the same table', () => {
  const blockOf = (name: string) => readBlock(readFileSync(join(root, name), 'utf8'), 'versions')
  expect(blockOf('README.md')).toBe(blockOf('docs/versions.md'))
})

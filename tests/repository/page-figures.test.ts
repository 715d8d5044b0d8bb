import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBlock, readTable } from '../../benchmarks/markdown.ts'
import { percent } from '../../src/agreement/index.ts'
import { probes } from '../../src/audit/index.ts'
import { templateVariables, unscoredReasons } from '../../src/contract/index.ts'
import { gatePower, wilsonInterval } from '../../src/agreement/statistics.ts'
import { pages } from './pages.ts'
import { root } from './source-files.ts'

const page = (path: string) => pages.find((one) => one.path === path)

test('docs/plain-statistics.md says of 90 % on so many rows what the formulas give', () => {
  const [, ...lines] = readTable(readBlock(page('docs/plain-statistics.md')?.text ?? '', 'intervals'))
  const points = (share: number) => (100 * share).toFixed(1)
  expect(lines).toEqual(
    [10, 20, 50, 100, 200].map((rows) => {
      const { low, high } = wilsonInterval(0.9 * rows, rows)
      return [
        String(rows),
        String(0.9 * rows),
        percent(0.9),
        `[${points(low)}, ${points(high)}]`,
        percent(gatePower(rows, 0.8, 0.9)),
      ]
    }),
  )
})

test('docs/plain-statistics.md holds no formula', () => {
  expect(page('docs/plain-statistics.md')?.text).not.toMatch(/[=∑√²σ]/)
})

test('docs/notebook.md shows the lines of the report that docs/report.svg is the picture of', () => {
  const picture = readFileSync(join(root, 'docs/report.svg'), 'utf8')
  const report = picture
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .split('\n')
  const shown = (page('docs/notebook.md')?.blocks ?? []).filter(({ language }) => language === 'text')
  expect(shown).toHaveLength(2)
  for (const { text } of shown) expect(report).toEqual(expect.arrayContaining(text.trimEnd().split('\n')))
})

test('docs/judges.md says of every reason of the unscored what to do, and names every template variable', () => {
  const [, ...lines] = readTable(page('docs/judges.md')?.text.split('## When it gives no verdict')[1] ?? '')
  const named = lines.flatMap(([reasons = '']) => [...reasons.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
  expect(named.toSorted()).toEqual([...unscoredReasons].toSorted())
  const [, ...variables] = readTable(page('docs/judges.md')?.text ?? '')
  expect(variables.map(([variable]) => variable)).toEqual(
    expect.arrayContaining(templateVariables.map((name) => `\`{{ ${name} }}\``)),
  )
})

test('docs/security.md names probes that there are', () => {
  const named = [...(page('docs/security.md')?.text ?? '').matchAll(/`probes\.(\w+)\(\)`/g)].map(
    ([, name]) => name,
  )
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter((name) => !(name !== undefined && name in probes))).toEqual([])
})

import { describe, expect, test } from 'vitest'
import type { Run } from '../../src/contract/index.ts'
import { renderHtml } from '../../src/report/html/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const judges = ['helpful', 'helpful@aligned', 'polite', 'exact', 'safe']

/** Rows of which every judge is wrong, with texts of so many letters that each take more than one byte in a page. */
function wrongRun(rows: number, letters: number): Run {
  const text = (seed: number) =>
    `${seed} <"&é${'"quoted" words & more; '.repeat(Math.ceil(letters / 23))}`.slice(0, letters)
  return buildRun([
    buildSuite(
      'Wrong',
      judges.map((id) => buildJudge(id)),
      Array.from({ length: rows }, (_, index) =>
        buildRow(
          `row-${String(index).padStart(5, '0')}`,
          judges.map((id) => buildVerdict(id, 'yes', 'no', { rationale: text(index) })),
          {
            inputs: { question: text(index) },
            outputs: { answer: text(index) },
            tags: [`tag-${index % 40}`],
          },
        ),
      ),
    ),
  ])
}

const bytesOf = (html: string) => Buffer.byteLength(html)
const shown = (html: string) => html.match(/<details class="sample"/g)?.length ?? 0

describe('the size of a page', () => {
  test('of 1,000 rows that five judges have all wrong, with long texts, is below 2 MB', () => {
    const html = renderHtml(wrongRun(1000, 3000), { gates: [] })
    expect(bytesOf(html)).toBeLessThan(2e6)
    expect(html).toContain('Rows take at most 1.4 MB of this page')
    expect(html).toMatch(/a text longer than 120 characters is cut, with its length said/)
    expect(html).toContain('cut: 120 of 3,000 characters')
    expect(shown(html)).toBeGreaterThan(300)
    expect(html).toMatch(/\d+ rows without room here/)
  })

  test('of few rows keeps their texts whole', () => {
    const html = renderHtml(wrongRun(12, 3000), { gates: [] })
    expect(shown(html)).toBe(12)
    expect(html).toContain('a text longer than 20,000 characters is cut')
    expect(html).not.toContain('cut: ')
  })

  test('is small with one text of a megabyte, which is cut with its length said', () => {
    const run = wrongRun(3, 200)
    const [row] = run.suites[0]?.rows ?? []
    if (row !== undefined) row.outputs = 'x'.repeat(1_000_000)
    const html = renderHtml(run, { gates: [] })
    expect(bytesOf(html)).toBeLessThan(200_000)
    expect(html).toContain('cut: 20,000 of 1,000,000 characters')
  })

  test.runIf(process.env['LONG'])(
    'of 10,000 rows stays below 2 MB and takes no minute',
    { timeout: 120_000 },
    () => {
      const start = performance.now()
      const html = renderHtml(wrongRun(10_000, 400), { gates: [] })
      const seconds = (performance.now() - start) / 1000
      expect(bytesOf(html)).toBeLessThan(2e6)
      expect(seconds).toBeLessThan(60)
      process.stderr.write(`10,000 rows: ${(bytesOf(html) / 1e6).toFixed(2)} MB in ${seconds.toFixed(1)} s\n`)
    },
  )
})

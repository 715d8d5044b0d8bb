import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateRun, evaluateRunGates } from '../../src/agreement/index.ts'
import { textWidth } from '../../src/report/fit-text.ts'
import { renderEstimate, renderMarkdown, renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom('yes', 'no', '判断 判断', '👩‍🔬'),
)
const label = fc.constantFrom('yes', 'no', 'maybe so')
const usage = { endpoint: 'https://api.example.com/v1', asked: 1, recorded: 1, failed: 1, uncounted: 0 }
const row = fc.record({
  id: text,
  base: fc.option(label, { nil: undefined }),
  aligned: fc.option(label, { nil: undefined }),
  truth: fc.option(label, { nil: undefined }),
  rationale: text,
  inputs: fc.oneof(text, fc.record({ text })),
  split: fc.constantFrom('heldout' as const, 'align' as const),
  tags: fc.subarray(['en', 'de', '判断']),
  group: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  repeat: fc.constantFrom(0, 0, 0, 1),
  weight: fc.option(fc.constantFrom(1, 2.5), { nil: undefined }),
  people: fc.option(fc.tuple(label, label), { nil: undefined }),
  model: fc.oneof(text, fc.constant('gpt-5-mini')),
  call: fc.record({
    tokens: fc.record({ prompt: fc.nat(), completion: fc.nat() }),
    latencyMs: fc.nat(),
    recorded: fc.boolean(),
  }),
})
const runs = fc
  .record({ suite: text, judge: text, error: text, rows: fc.array(row, { maxLength: 8 }) })
  .map(({ suite, judge, error, rows }) =>
    buildRun(
      [
        buildSuite(
          suite,
          [buildJudge(judge), buildJudge(`${judge}@aligned`, { stale: [error] })],
          [
            ...rows.map(
              ({ id, base, aligned, truth, rationale, people, group, weight, model, call, ...rest }) =>
                buildRow(
                  id,
                  [
                    {
                      ...buildVerdict(judge, base, truth, { rationale, model, ...call }),
                      ...(people && {
                        annotations: people.map((value, index) => ({ annotator: `person ${index}`, value })),
                      }),
                    },
                    buildVerdict(`${judge}@aligned`, aligned, truth, { rationale }),
                  ],
                  {
                    ...rest,
                    ...(group !== undefined && { group }),
                    ...(weight !== undefined && { weight }),
                    app: [{ ...usage, model, tokens: call.tokens }],
                  },
                ),
            ),
            buildRow('broken', [], { error }),
          ],
        ),
      ],
      {
        complete: false,
        partial: [error],
        gate: { thresholds: { [judge]: { accuracy: 0.5 } } },
        prices: { date: '2026-11-01', models: { 'gpt-5-mini': { prompt: 0.25, completion: 2 } } },
        notices: [error],
      },
    ),
  )

const numRuns = process.env['LONG'] === undefined ? 60 : 1000

test('any run as text stays within the width, and holds no escape sequence and no NaN', () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 30, max: 140 }), (run, width) => {
      const render = () =>
        renderRun(run, {
          width,
          color: false,
          gates: evaluateRunGates(run).lines,
          nextCommand: ['npx vitest-judge align'],
          explain: true,
        })
      const rendered = render()
      const estimate = renderEstimate(estimateRun(run), { width, color: false })
      for (const line of `${rendered}\n${estimate}`.split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width)
        expect(line).not.toMatch(/\p{Cc}/u)
      }
      expect(rendered).not.toMatch(/NaN %|NaN\]|undefined %|\$NaN/u)
      expect(render()).toBe(rendered)
    }),
    { numRuns },
  )
}, 60_000)

test('any run as Markdown has whole tables, whole details and no mention', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const { lines: gates, note: gateNote } = evaluateRunGates(run)
      const markdown = renderMarkdown(run, { gates, gateNote, explain: true })
      const cells = (line: string) => line.replaceAll(/\\./gu, '').split('|').length
      const lines = markdown.split('\n')
      for (const [index, line] of lines.entries()) {
        if (line.startsWith('|') && lines[index - 1]?.startsWith('|')) {
          expect(cells(line)).toBe(cells(lines[index - 1] ?? ''))
        }
      }
      expect(lines.filter((line) => line.startsWith('<details>')).length).toBe(
        lines.filter((line) => line === '</details>').length,
      )
      expect(markdown).not.toMatch(/(?<![\p{L}\p{N}_])@[\p{L}\p{N}]|NaN %|NaN\]|undefined %/u)
    }),
    { numRuns },
  )
}, 60_000)

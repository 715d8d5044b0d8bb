import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import { textWidth } from '../../src/report/fit-text.ts'
import { renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom('yes', 'no', '判断 判断', '👩‍🔬'),
)
const label = fc.constantFrom('yes', 'no', 'maybe so')
const row = fc.record({
  id: text,
  base: fc.option(label, { nil: undefined }),
  aligned: fc.option(label, { nil: undefined }),
  truth: fc.option(label, { nil: undefined }),
  rationale: text,
  inputs: fc.oneof(text, fc.record({ text })),
  split: fc.constantFrom('heldout' as const, 'align' as const),
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
            ...rows.map(({ id, base, aligned, truth, rationale, inputs, split }) =>
              buildRow(
                id,
                [
                  buildVerdict(judge, base, truth, { rationale }),
                  buildVerdict(`${judge}@aligned`, aligned, truth, { rationale }),
                ],
                { inputs, split },
              ),
            ),
            buildRow('broken', [], { error }),
          ],
        ),
      ],
      { complete: false, partial: [error], gate: { thresholds: { [judge]: { accuracy: 0.5 } } } },
    ),
  )

test('any run as text stays within the width, and holds no escape sequence and no NaN', () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 30, max: 140 }), (run, width) => {
      const render = () =>
        renderRun(run, {
          width,
          color: false,
          gates: evaluateRunGates(run).lines,
          nextCommand: ['npx vitest-judge align'],
        })
      const rendered = render()
      for (const line of rendered.split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width)
        expect(line).not.toMatch(/\p{Cc}/u)
      }
      expect(rendered).not.toMatch(/NaN %|NaN\]|undefined %/u)
      expect(render()).toBe(rendered)
    }),
    { numRuns: 60 },
  )
})

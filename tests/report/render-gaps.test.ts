import { describe, expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import { renderRun } from '../../src/report/index.ts'
import {
  buildJudge,
  buildRow,
  buildRows,
  buildRun,
  buildSuite,
  buildVerdict,
} from '../agreement/build-run.ts'

describe('a run with gaps as text', () => {
  test('shows dashes where nothing could be measured', () => {
    const run = buildRun([buildSuite('Nothing yet', [buildJudge('pubmed')], [])])
    expect(renderRun(run, { width: 80, color: false, gates: [], nextCommand: [] })).toMatchInlineSnapshot(`
      "Nothing yet · held-out rows

                         un-           95 %       pass-   fail-
        judge   rows  scored  accuracy interval  recall  recall  kappa
        pubmed     0       0         –                –       –      –"
    `)
  })

  test('says so when there was no suite', () => {
    expect(renderRun(buildRun([]), { width: 80, color: false, gates: [], nextCommand: [] })).toBe(
      'No suite was run.',
    )
  })

  test('names the suites where there are several, rows without outputs, and what was left out', () => {
    const truthless = buildRow('untold', [buildVerdict('arxiv', 'yes')])
    const sampledOut = buildRow('skipped', [
      { judge: 'arxiv', outcome: 'not-asked', reason: 'sampled-out', detail: 'rate 0.5' },
    ])
    const broken = Array.from({ length: 7 }, (_, index) =>
      buildRow(`broken-${index}`, [], { error: 'predict threw: no route' }),
    )
    const repeat = buildRow('row-1', [buildVerdict('arxiv', 'yes', 'yes')], { repeat: 1 })
    const run = buildRun(
      [
        buildSuite('PubMed', [buildJudge('pubmed')], [...buildRows('pubmed', 20, 20), ...broken]),
        buildSuite(
          'Arxiv',
          [buildJudge('arxiv'), buildJudge('lazy')],
          [...buildRows('arxiv', 20, 20), ...buildRows('lazy', 9, 19), truthless, sampledOut, repeat],
        ),
      ],
      { gate: { thresholds: { pubmed: { accuracy: 0.8 } } } },
    )
    const { lines: gates } = evaluateRunGates(run)
    expect(renderRun(run, { width: 100, color: false, gates, nextCommand: [] })).toMatchInlineSnapshot(`
      "PubMed · held-out rows

        judge      rows  unscored  accuracy 95 % interval  pass-recall  fail-recall  balanced  kappa
        pubmed       20         0   100.0 % [83.9, 100.0]      100.0 %      100.0 %   100.0 %  1.000
        always no    20              50.0 % [29.9, 70.1]

      Arxiv · held-out rows

        judge                 rows  unscored  accuracy 95 % interval  pass-recall  fail-recall   kappa
        arxiv                   20         0   100.0 % [82.0, 100.0]      100.0 %      100.0 %   1.000
        lazy                    19         0    47.4 % [27.3, 68.3]        50.0 %       44.4 %  -0.056
        always no, for arxiv    20              50.0 % [28.4, 71.6]
        always yes, for lazy    19              52.6 % [31.7, 72.7]

        arxiv, judged 2 times: the verdict changed on 0 of 1 row (0.0 %) [0.0, 79.3]; the majority verdict
        is right on 100.0 % [83.9, 100.0] of 20 rows; two verdicts on one answer agree 100.0 % of the
        time; no noise was seen in its accuracy, so more repeats would gain nothing

        arxiv: 1 row not asked (sampled out), 1 row without a known truth

        lazy · 3 worst of 10 mismatches
        ✗ row-10 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To examine the effect of exercise on sleep.
          outputs  label: OBJECTIVE
        ✗ row-12 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To examine the effect of exercise on sleep.
          outputs  label: OBJECTIVE
        ✗ row-14 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To examine the effect of exercise on sleep.
          outputs  label: OBJECTIVE

      What else the verdicts show
        · PubMed: pubmed: too few rows for length and leniency: 20 of 30
        · Arxiv: arxiv: too few rows for length and leniency: 20 of 30
        · Arxiv: lazy: too few rows for length and leniency: 19 of 30

      Gates
        ! PubMed > pubmed · not gated
          7 held-out rows have no outputs.

      Notes
        · PubMed: 7 rows with no outputs: broken-0, broken-1, broken-2, broken-3, broken-4 and 2 more
          (predict threw: no route)."
    `)
  })
})

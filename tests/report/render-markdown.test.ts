import { describe, expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import { capMarkdown } from '../../src/report/markdown/cap-markdown.ts'
import { renderMarkdown } from '../../src/report/index.ts'
import {
  buildJudge,
  buildRow,
  buildRows,
  buildRun,
  buildSuite,
  buildVerdict,
} from '../agreement/build-run.ts'
import { everythingRun } from './everything-run.ts'

describe('a run as Markdown', () => {
  test('with all there is to say', () => {
    const run = everythingRun({ offline: true })
    const { lines: gates, note: gateNote } = evaluateRunGates(everythingRun())
    expect(renderMarkdown(run, { gates, gateNote, nextCommand: ['npx vitest-judge align'] }))
      .toMatchInlineSnapshot(`
        "## LLM judges against the truth

        ### Gates

        - ❌ **Support answers &gt; helpful · failed**
          - ⚠️ Accuracy 75.0 % on 120 held-out rows, but its 95 % lower bound 67.8 % is below 70.0 %: needs about 113 more held-out rows.
          - ❌ Fail-recall 52.5 % on 40 held-out rows whose truth fails is below 60.0 %.
          - ❌ Kappa 0.41 on 120 held-out rows is below 0.90.
          - ⚠️ Kappa 0.90 cannot be shown on 120 held-out rows: even without a single mistake the lower bound would be 0.85.
          - ⚠️ Kappa 0.90 is more than people reach among themselves (0.52): a judge can only reach it where the truth is what most of them say.
        - ✅ **Support answers &gt; helpful@aligned · passed**
          - ✅ Accuracy 90.0 % on 120 held-out rows: its 95 % lower bound 84.4 % reaches 80.0 %.
          - ✅ Pass-recall 90.0 % on 80 held-out rows whose truth passes: its 95 % lower bound 82.9 % reaches 80.0 %.
        - ⚠️ **Support answers &gt; helpful@aligned · slice language-pt · inconclusive**: Accuracy 100.0 % on 12 held-out rows, but its 95 % lower bound 53.6 % is below 99.5 %: needs about 1249 more held-out rows.
          - ⚠️ Accuracy 99.5 % cannot be shown on 12 held-out rows: even without a single mistake the lower bound would be 53.6 %.
        - ⚠️ **Support answers &gt; helpful@aligned · against main · no baseline**: The baseline main was not looked for.
        - ❌ **Sampled answers &gt; polite · refused**: Not measured: 80 labels were picked by verdict, without a weight, so no figure would stand for all rows.
        - ❌ **Support answers &gt; helpful@aligned · leaked**: The memory knows 2 of 120 held-out rows, so no figure counts; the first is ticket-051: a row with the same content is in the memory (sample sample-9). Align again, which takes such rows out: npx vitest-judge align.

        3 decisions on thresholds at 5 % each: the chance that one or more of them passes a judge that is not good enough can be as high as 15 %. \`holm: true\` in the gate, or \`--holm\`, holds it at 5 %.

        ### Support answers · held-out rows

        | judge | rows | unscored | accuracy | 95 % interval | pass-recall | fail-recall | balanced | kappa |
        | --- | --: | --: | --: | --- | --: | --: | --: | --: |
        | helpful | 120 | 0 | **75.0 %** | \\[66.3, 82.1\\] | 86.3 % | 52.5 % | 69.4 % | 0.408 |
        | helpful@aligned | 120 | 0 | **90.0 %** | \\[83.1, 94.3\\] | 90.0 % | 90.0 % | 90.0 % | 0.780 |
        | rating | 120 | 4 | **78.3 %** | \\[69.9, 84.9\\] | 100.0 % | 86.1 % | 93.1 % | 0.731 |
        | always yes, for helpful, helpful@aligned | 120 |  | 66.7 % | \\[57.5, 74.7\\] |  |  |  |  |
        | always 1, for rating | 120 |  | 20.0 % | \\[13.7, 28.3\\] |  |  |  |  |

        - helpful@aligned against helpful: +15.0 points \\[5.4, 24.9\\], better on 26, worse on 8 of 120 rows, one-sided mid-p &lt; .001
        - helpful, judged 2 times: the verdict changed on 6 of 120 rows (5.0 %) \\[2.3, 10.7\\]; the majority verdict is right on 72.5 % \\[63.6, 79.9\\] of 120 rows; 6 of 120 rows without a majority, which count as wrong; two verdicts on one answer agree 95.0 % of the time; asked again, its accuracy moves by ±2.0 points by noise alone (±2.8 asked once); of the ±5.2 that it may be off by, twice the repeats would leave ±5.0, any number ±4.8: more rows would help, more repeats hardly
        - helpful beside people: 3 people (ana, ben and cleo) agree among themselves on 77.8 % of 120 rows, Fleiss' kappa 0.522, Krippendorff's alpha 0.523: a yardstick for the judge, which has accuracy 75.0 %, kappa 0.408; by the alternative annotator test it may not stand in for one of them (winning rate 0.00)
        - helpful@aligned, judged 2 times: the verdict changed on 0 of 120 rows (0.0 %) \\[0.0, 9.3\\]; the majority verdict is right on 90.0 % \\[83.1, 94.3\\] of 120 rows; two verdicts on one answer agree 100.0 % of the time; no noise was seen in its accuracy, so more repeats would gain nothing
        - rating, unscored on all rows of both splits: 10 malformed (row ticket-001: no JSON)
        - rating: off by 0.19 on average on 116 scored rows, bias +0.19 (too high), within 1 on 96.7 % \\[90.7, 98.7\\] of 120 rows, Spearman 0.961, Kendall's tau-b 0.923
        - rating, judged 2 times: the verdict changed on 0 of 116 rows (0.0 %) \\[0.0, 9.4\\]; the majority verdict is right on 78.3 % \\[69.9, 84.9\\] of 120 rows; two verdicts on one answer agree 100.0 % of the time; no noise was seen in its accuracy, so more repeats would gain nothing
        - align rows: 30, accuracy helpful 76.7 %, helpful@aligned 90.0 %, rating 80.0 % – no measure of quality: these rows may teach
        - rows of one group count together: 120 rows in 40 groups; so few groups widen intervals
        - calls of helpful: 300 asked · 90,000 tokens in, 6,000 out · price unknown

        **helpful · held-out rows by tag**

        | slice | rows | accuracy | 95 % interval |  |
        | --- | --: | --: | --- | --- |
        | language-de | 36 | **97.2 %** | \\[85.2, 99.5\\] |  |
        | language-en | 36 | **52.8 %** | \\[36.5, 68.5\\] |  |
        | language-fr | 36 | **72.2 %** | \\[55.4, 84.5\\] |  |
        | language-pt | 12 | 83.3 % | \\[40.7, 97.0\\] | few rows |

        - lowest on language-en: 52.8 % \\[36.5, 68.5\\] of 36 rows, below the 75.0 % of all rows

        **helpful@aligned · held-out rows by tag**

        | slice | rows | accuracy | 95 % interval |  |
        | --- | --: | --: | --- | --- |
        | language-de | 36 | **88.9 %** | \\[73.8, 95.8\\] |  |
        | language-en | 36 | **88.9 %** | \\[73.8, 95.8\\] |  |
        | language-fr | 36 | **88.9 %** | \\[73.8, 95.8\\] |  |
        | language-pt | 12 | 100.0 % | \\[40.7, 100.0\\] | few rows |

        **rating · held-out rows by tag**

        | slice | rows | accuracy | 95 % interval | off by | Spearman |  |
        | --- | --: | --: | --- | --: | --: | --- |
        | language-de | 36 | **80.6 %** | \\[64.1, 90.6\\] | 0.194 | 0.962 |  |
        | language-en | 36 | **75.0 %** | \\[58.1, 86.7\\] | 0.156 | 0.963 | 32 scored |
        | language-fr | 36 | **80.6 %** | \\[64.1, 90.6\\] | 0.194 | 0.962 |  |
        | language-pt | 12 | 75.0 % | \\[36.9, 93.9\\] | 0.25 | 0.949 | few rows |

        - lowest on language-en: 75.0 % \\[58.1, 86.7\\] of 36 rows, which may be chance: all rows together have 78.3 %

        **helpful · 33 mismatches**

        - wrongly passed (20): ticket-004, ticket-010, ticket-016, ticket-022, ticket-034, ticket-040, ticket-046, ticket-052, ticket-058, ticket-064, ticket-070, ticket-076, ticket-082, ticket-094, ticket-100, ticket-106, ticket-112, ticket-118, ticket-028, ticket-088
        - wrongly failed (13): ticket-009, ticket-021, ticket-033, ticket-045, ticket-057, ticket-069, ticket-081, ticket-093, ticket-105, ticket-008, ticket-048, ticket-068, ticket-108

        <details><summary>The 3 worst</summary>

        | row | verdict | truth | why | inputs | outputs |
        | --- | --- | --- | --- | --- | --- |
        | ticket-004 | yes (wrong in 2 of 2 repeats) | no | The answer names a &lt;b&gt;way&lt;/b&gt; \\| \\\`on\\\`, @​support says. | question: How do I reset my password? | answer: Press "Forgot password". |
        | ticket-010 | yes (wrong in 2 of 2 repeats) | no | The answer names a &lt;b&gt;way&lt;/b&gt; \\| \\\`on\\\`, @​support says. | question: How do I reset my password? | answer: Press "Forgot password". |
        | ticket-016 | yes (wrong in 2 of 2 repeats) | no | The answer names a &lt;b&gt;way&lt;/b&gt; \\| \\\`on\\\`, @​support says. | question: How do I reset my password? | answer: Press "Forgot password". |

        </details>

        **helpful@aligned · 12 mismatches**

        - wrongly passed (4): ticket-004, ticket-034, ticket-064, ticket-094
        - wrongly failed (8): ticket-014, ticket-024, ticket-044, ticket-054, ticket-074, ticket-084, ticket-104, ticket-114

        <details><summary>The 3 worst</summary>

        | row | verdict | truth | why | inputs | outputs |
        | --- | --- | --- | --- | --- | --- |
        | ticket-004 | yes (wrong in 2 of 2 repeats) | no | The label fits. | question: How do I reset my password? | answer: Press "Forgot password". |
        | ticket-034 | yes (wrong in 2 of 2 repeats) | no | The label fits. | question: How do I reset my password? | answer: Press "Forgot password". |
        | ticket-064 | yes (wrong in 2 of 2 repeats) | no | The label fits. | question: How do I reset my password? | answer: Press "Forgot password". |

        </details>

        **rating · 22 mismatches**

        - wrongly passed (6): ticket-013, ticket-033, ticket-053, ticket-073, ticket-093, ticket-113
        - another value (16): ticket-009, ticket-017, ticket-021, ticket-029, ticket-037, ticket-041, ticket-049, ticket-057, ticket-069, ticket-077, ticket-081, ticket-089, ticket-097, ticket-101, ticket-109, ticket-117

        <details><summary>The 3 worst</summary>

        | row | verdict | truth | why | inputs | outputs |
        | --- | --- | --- | --- | --- | --- |
        | ticket-013 | 4 (wrong in 2 of 2 repeats) | 3 | The label fits. | question: How do I reset my password? | answer: Press "Forgot password". |
        | ticket-033 | 4 (wrong in 2 of 2 repeats) | 3 | The label fits. | question: How do I reset my password? | answer: Press "Forgot password". |
        | ticket-053 | 4 (wrong in 2 of 2 repeats) | 3 | The label fits. | question: How do I reset my password? | answer: Press "Forgot password". |

        </details>

        ### Sampled answers · held-out rows

        | judge | rows | unscored | accuracy | 95 % interval | pass-recall | fail-recall | balanced | kappa |
        | --- | --: | --: | --: | --- | --: | --: | --: | --: |
        | helpful | 80 | 0 | **91.7 %** | \\[81.8, 96.4\\] | 100.0 % | 75.0 % | 87.5 % | 0.800 |
        | polite | no figures: 80 labels were picked by verdict, without a weight, so no figure would stand for all rows |  |  |  |  |  |  |  |
        | always yes | 80 |  | 66.7 % | \\[54.1, 77.3\\] |  |  |  |  |

        - polite: labels given on mismatches or hard rows teach, they do not measure; labels that do: npx vitest-judge feedback --measure --judge polite
        - figures are weighted: a row counts by how many rows it stands for; numbers of rows are not weighted

        **helpful · 10 mismatches**

        - wrongly passed (10): sampled-2, sampled-10, sampled-18, sampled-26, sampled-34, sampled-42, sampled-50, sampled-58, sampled-66, sampled-74

        <details><summary>The 3 worst</summary>

        | row | verdict | truth | why | inputs | outputs |
        | --- | --- | --- | --- | --- | --- |
        | sampled-2 | yes | no | The label fits. | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |
        | sampled-10 | yes | no | The label fits. | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |
        | sampled-18 | yes | no | The label fits. | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |

        </details>

        ### What else the verdicts show

        - Support answers: helpful: it passes 73.3 % of 120 scored rows, the truth 66.7 %: +6.7 points \\[-2.8, 16.3\\], McNemar mid-p = .139
        - Support answers: helpful@aligned: it passes 63.3 % of 120 scored rows, the truth 66.7 %: -3.3 points \\[-12.8, 6.2\\], McNemar mid-p = .267
        - Support answers: rating: it passes 46.6 % of 116 scored rows, the truth 41.4 %: +5.2 points \\[-4.4, 14.8\\], McNemar mid-p = .016
        - Support answers: helpful, helpful@aligned and rating: whether longer outputs get better verdicts cannot be told: the length of the output does not vary where the truth does not
        - Sampled answers: helpful: it passes 75.0 % of 80 scored rows, the truth 66.7 %: +8.3 points \\[1.8, 18.1\\], McNemar mid-p &lt; .001: too lenient
        - Sampled answers: helpful: whether longer outputs get better verdicts cannot be told: the length of the output does not vary where the truth does not
        - Sampled answers: polite: whether longer outputs get better verdicts, and whether it is too lenient, cannot be told: 80 labels were picked by verdict, without a weight, so no figure would stand for all rows

        ### Notes

        - Verdicts come from the offline stand-in, which is no language model.
        - **Support answers: helpful@aligned has a memory that knows 2 of 120 held-out rows (1.7 %), so its figures count for nothing: ticket-051 and ticket-061.**
        - Support answers: helpful@aligned uses a stale memory, made before these changed: model.
        - Support answers: helpful@aligned was not shown examples that say nearly the same as 10 of 120 held-out rows (8.3 %).

        ### Next

        - \`npx vitest-judge align\`
        "
      `)
  })

  test('says what the numbers mean when asked', () => {
    const run = buildRun([buildSuite('PubMed', [buildJudge('pubmed')], buildRows('pubmed', 15, 20))])
    expect(renderMarkdown(run, { gates: [], explain: true })).toMatchInlineSnapshot(`
      "## LLM judges against the truth

      ### PubMed · held-out rows

      | judge | rows | unscored | accuracy | 95 % interval | pass-recall | fail-recall | balanced | kappa |
      | --- | --: | --: | --: | --- | --: | --: | --: | --: |
      | pubmed | 20 | 0 | **75.0 %** | \\[53.1, 88.8\\] | 80.0 % | 70.0 % | 75.0 % | 0.500 |
      | always no | 20 |  | 50.0 % | \\[29.9, 70.1\\] |  |  |  |  |

      **pubmed · 5 mismatches**

      - wrongly passed (3): row-16, row-18, row-20
      - wrongly failed (2): row-17, row-19

      <details><summary>The 3 worst</summary>

      | row | verdict | truth | why | inputs | outputs |
      | --- | --- | --- | --- | --- | --- |
      | row-16 | yes | no | The label fits. | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |
      | row-18 | yes | no | The label fits. | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |
      | row-20 | yes | no | The label fits. | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |

      </details>

      ### What else the verdicts show

      - pubmed: too few rows for length and leniency: 20 of 30

      ### What the numbers mean

      - held-out rows: rows that no judge may have learned from, so that they measure it.
      - accuracy 75.0 % \\[53.1, 88.8\\]: the judge agreed with the truth on 15 of 20 rows; its accuracy on all such rows may well be anything from 53.1 to 88.8 % (of intervals made like this one, 19 out of 20 hold the true figure).
      - always no 50.0 %: what one gets by giving this answer to every row; a judge that is not above it has shown nothing.
      - pass-recall 80.0 %: of the 10 rows that truly pass, the share that the judge passes.
      - fail-recall 70.0 %: of the 10 rows that truly fail, the share that the judge fails; the other 30.0 % it passes.
      - balanced accuracy 75.0 %: the mean of the 2 recalls, which no judge can raise by favouring the more frequent answer; blind guessing gets 50.0 %.
      - kappa 0.500 \\[0.063, 0.878\\]: how far the judge gets from what chance alone would agree on (50.0 % of the rows) towards full agreement; 0 is chance, 1 is perfect.
      "
    `)
  })

  test('says so when there was no suite', () => {
    expect(renderMarkdown(buildRun([]), { gates: [] })).toBe(
      '## LLM judges against the truth\n\nNo suite was run.\n',
    )
  })

  test('keeps texts of others within their cells', () => {
    const row = buildRow('a|b', [
      buildVerdict('pubmed', 'yes', 'no', { rationale: '`| x |`\n</details> @ana' }),
    ])
    const run = buildRun([buildSuite('<b>|', [buildJudge('pubmed')], [row])])
    const markdown = renderMarkdown(run, { gates: [] })
    expect(markdown.split('\n').filter((line) => /a\\\|b|&lt;b/.test(line))).toMatchInlineSnapshot(`
      [
        "### &lt;b&gt;\\| · held-out rows",
        "- wrongly passed (1): a\\|b",
        "| a\\|b | yes | no | \\\`\\| x \\|\\\` &lt;/details&gt; @​ana | text: To examine the effect of exercise on sleep. | label: OBJECTIVE |",
      ]
    `)
  })

  test('lists fifty ids of a kind, and stays below 60,000 characters whatever the run holds', () => {
    const rows = buildRows('pubmed', 0, 130)
    const many = renderMarkdown(buildRun([buildSuite('PubMed', [buildJudge('pubmed')], rows)]), { gates: [] })
    expect(many).toMatch(/^- wrongly passed \(65\): row-2, .*, row-100 and 15 more$/m)
    const suites = Array.from({ length: 300 }, (_, index) =>
      buildSuite(`Suite ${index}`, [buildJudge('pubmed')], rows.slice(0, 10)),
    )
    const long = renderMarkdown(buildRun(suites), { gates: [] })
    expect(long.length).toBeLessThan(60_000)
    expect(long.length).toBeGreaterThan(59_000)
    expect(long.trimEnd().split('\n').at(-1)).toBe(
      'The rest is left out, because it would be too long here: `npx vitest-judge report` shows all of it.',
    )
    expect(long.split('<details>').length).toBe(long.split('</details>').length)
  })
})

test('a cut within details closes them', () => {
  const lines = [
    'intro',
    '<details><summary>More</summary>',
    '',
    'x'.repeat(80),
    'y'.repeat(200),
    '</details>',
  ]
  expect(capMarkdown(lines, 500)).toBe(`${lines.join('\n')}\n`)
  expect(capMarkdown(lines, 300)).toMatchInlineSnapshot(`
    "intro
    <details><summary>More</summary>

    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

    </details>

    The rest is left out, because it would be too long here: \`npx vitest-judge report\` shows all of it.
    "
  `)
  expect(capMarkdown(['z'.repeat(400)], 300)).toMatchInlineSnapshot(`
    "
    The rest is left out, because it would be too long here: \`npx vitest-judge report\` shows all of it.
    "
  `)
})

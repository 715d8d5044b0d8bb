import { expect, test } from 'vitest'
import type { RunRow, RunVerdict } from '../../src/contract/index.ts'
import { renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

/** What a report says between the table and the mismatches of a suite. */
function findings(judges: ReturnType<typeof buildJudge>[], rows: RunRow[], explain = false): string {
  const run = buildRun([buildSuite('Findings', judges, rows)])
  const text = renderRun(run, { width: 80, color: false, gates: [], nextCommand: [], explain })
  return text
    .split('\n\n')
    .filter((block) => !/^Findings|^ {2,}(?:judge|un-) | mismatch/.test(block))
    .join('\n\n')
}

test('a judge that is too strict because verdicts are missing', () => {
  const rows = Array.from({ length: 40 }, (_, index) =>
    buildRow(`row-${index}`, [buildVerdict('strict', index % 2 === 0 ? 'yes' : undefined, 'yes')]),
  )
  expect(findings([buildJudge('strict')], rows, true)).toMatchInlineSnapshot(`
    "  strict passes 50.0 % [35.2, 64.8] of the rows, the truth 100.0 %
      [91.2, 100.0]: too strict, as far as unscored verdicts are not the cause
      strict, unscored: 20 malformed (row row-1: no JSON)

    What else the verdicts show
      · strict: too few rows for length and leniency: 20 of 30

    What the numbers mean
      · held-out rows: rows that no judge may have learned from, so that they
        measure it.
      · unscored 20: so often the judge was asked and gave no usable answer; these
        verdicts count as wrong.
      · accuracy 50.0 % [35.2, 64.8]: the judge agreed with the truth on 20 of 40
        rows; its accuracy on all such rows may well be anything from 35.2 to 64.8 %
        (of intervals made like this one, 19 out of 20 hold the true figure).
      · always yes 100.0 %: what one gets by giving this answer to every row; a
        judge that is not above it has shown nothing.
      · pass-recall 50.0 %: of the 40 rows that truly pass, the share that the judge
        passes.
      · kappa 0.000 [-0.296, 0.296]: how far the judge gets from what chance alone
        would agree on (50.0 % of the rows) towards full agreement; 0 is chance, 1
        is perfect.
      · passes, the truth passes: the shares of rows that pass by the verdict and by
        the truth; a lenient judge passes more."
  `)
})

test('rows of groups that are right or wrong together', () => {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const truth = index % 2 === 0 ? 'yes' : 'no'
    const other = truth === 'yes' ? 'no' : 'yes'
    const isWrong = Math.floor(index / 6) % 3 === 0
    const verdicts = [
      buildVerdict('one', isWrong ? other : truth, truth),
      buildVerdict('two', isWrong ? other : truth, truth),
      buildVerdict('three', isWrong && index % 2 === 0 ? other : truth, truth),
    ]
    return buildRow(`row-${index}`, verdicts, { group: `group-${Math.floor(index / 6)}` })
  })
  expect(
    findings(
      ['one', 'two', 'three'].map((id) => buildJudge(id)),
      rows,
    ),
  ).toMatchInlineSnapshot(`
    "  rows of one group count together: 60 rows in 10 groups are worth about 9 to 24
      independent ones, depending on the judge; so few groups widen intervals
      further

    What else the verdicts show
      · one, two and three: whether longer outputs get better verdicts cannot be
        told: the length of the output does not vary where the truth does not
      · 2 figures without cause for doubt: npx vitest-judge report --explain"
  `)
})

test('rows of few groups, or of groups of very different sizes, that say no less than single ones', () => {
  // One in four rows is wrong, in each twenty one more or less: no more alike than chance makes them.
  const isWrong = (index: number) => index % 20 < 5 + (Math.floor(index / 20) % 2 === 0 ? 1 : -1)
  const grouped = (groupOf: (index: number) => number) =>
    findings(
      [buildJudge('one')],
      Array.from({ length: 400 }, (_, index) =>
        buildRow(`row-${index}`, [buildVerdict('one', isWrong(index) ? 'no' : 'yes', 'yes')], {
          group: `group-${groupOf(index)}`,
        }),
      ),
    )
  const few = (text: string) =>
    /rows of one group[^-]*$/
      .exec(text.split('\nWhat else the verdicts show')[0] ?? '')?.[0]
      .trim()
      .replaceAll(/\s+/g, ' ')
  expect(few(grouped((index) => Math.floor(index / 20)))).toBe(
    'rows of one group count together: 400 rows in 20 groups; so few groups widen intervals',
  )
  expect(few(grouped((index) => (index < 280 ? Math.floor(index / 40) : index)))).toBe(
    'rows of one group count together: 400 rows in 127 groups; groups of such different sizes widen intervals',
  )
  expect(few(grouped((index) => (index + 7 * Math.floor(index / 100)) % 100))).toBeUndefined()
})

test('groups of judges that were asked about different rows', () => {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const isWrong = Math.floor(index / 6) % 3 === 0
    const verdict = (judge: string) => buildVerdict(judge, isWrong ? 'no' : 'yes', 'yes')
    const verdicts = [verdict('one'), ...(index < 30 ? [verdict('two')] : [])]
    return buildRow(`row-${index}`, verdicts, { group: `group-${Math.floor(index / 6)}` })
  })
  expect(
    findings(
      ['one', 'two'].map((id) => buildJudge(id)),
      rows,
    )
      .split('\n\n')
      .at(-1),
  ).toMatchInlineSnapshot(`
    "What else the verdicts show
      · one and two: whether longer outputs get better verdicts cannot be told: the
        length of the output does not vary where the truth does not
      · 2 figures without cause for doubt: npx vitest-judge report --explain"
  `)
})

test('why verdicts are unscored, by reason', () => {
  const row = (index: number, reason: 'malformed' | 'timeout', detail: string, split: 'align' | 'heldout') =>
    buildRow(`row-${index}`, [{ judge: 'strict', truth: 'yes', outcome: 'unscored', reason, detail }], {
      split,
    })
  const rows = [
    row(1, 'timeout', '', 'heldout'),
    ...[2, 3, 4].map((index) =>
      row(index, 'malformed', `expected one JSON object,\n received: ${'x'.repeat(200)}`, 'heldout'),
    ),
  ]
  expect(findings([buildJudge('strict')], rows).split('\n\n')[0]).toMatchInlineSnapshot(`
    "  strict passes 0.0 % [0.0, 49.0] of the rows, the truth 100.0 % [51.0, 100.0]:
      too strict, as far as unscored verdicts are not the cause
      strict, unscored: 3 malformed (row row-2: expected one JSON object, received:
      xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      xxxxx…), 1 timeout (row row-1)"
  `)
  const withAlign = [...rows, row(5, 'timeout', 'no answer in 60 s', 'align')]
  expect(findings([buildJudge('strict')], withAlign)).toContain(
    'strict, unscored on all rows of both splits: 3',
  )
})

test('a majority that some rows have not', () => {
  const rows = Array.from({ length: 12 }, (_, index) =>
    [0, 1].map((repeat) =>
      buildRow(`row-${index}`, [buildVerdict('pubmed', index < 3 && repeat === 1 ? 'no' : 'yes', 'yes')], {
        repeat,
      }),
    ),
  ).flat()
  expect(findings([buildJudge('pubmed')], rows).replaceAll(/\s+/g, ' ')).toContain(
    'the majority verdict is right on 75.0 % [46.8, 91.1] of 12 rows; 3 of 12 rows without a majority, which count as wrong',
  )
})

test('slices that all have the same figure name none as the lowest', () => {
  const rows = Array.from({ length: 80 }, (_, index) =>
    buildRow(`row-${index}`, [buildVerdict('pubmed', index < 8 ? 'no' : 'yes', 'yes')], {
      tags: [index % 2 === 0 ? 'even' : 'odd'],
    }),
  )
  const text = findings([buildJudge('pubmed')], rows)
  expect(text).toContain('90.0 %')
  expect(text).not.toContain('lowest on')
})

test('numbers of which some are missing', () => {
  const judge = buildJudge('rating')
  const valueType = { type: 'number' as const, min: 1, max: 5, integer: true }
  const rows = Array.from({ length: 100 }, (_, index) =>
    buildRow(`row-${index}`, [
      buildVerdict('rating', index < 75 ? Math.min(5, 2 + (index % 5)) : undefined, 1 + (index % 5)),
    ]),
  )
  const rating = { ...judge, definition: { ...judge.definition, valueType } }
  expect(findings([rating], rows, true)).toMatchInlineSnapshot(`
    "  rating, unscored: 25 malformed (row row-75: no JSON)
      rating: off by 0.8 on average on 75 scored rows, bias +0.8 (too high), within
      1 on 75.0 % [65.7, 82.5] of 100 rows, Spearman 0.975, Kendall's tau-b 0.949

    What else the verdicts show
      · rating: whether longer outputs get better verdicts cannot be told: the
        length of the output does not vary where the truth does not
      · rating: whether it is too lenient cannot be told: it is not known which
        values of the judge pass

    What the numbers mean
      · held-out rows: rows that no judge may have learned from, so that they
        measure it.
      · unscored 25: so often the judge was asked and gave no usable answer; these
        verdicts count as wrong.
      · accuracy 15.0 % [9.3, 23.3]: the judge agreed with the truth on 15 of 100
        rows; its accuracy on all such rows may well be anything from 9.3 to 23.3 %
        (of intervals made like this one, 19 out of 20 hold the true figure).
      · always 1 20.0 %: what one gets by giving this answer to every row; a judge
        that is not above it has shown nothing.
      · balanced accuracy 15.0 %: the mean of the 5 recalls, which no judge can
        raise by favouring the more frequent answer; blind guessing gets 20.0 %.
      · kappa 0.000 [-0.067, 0.097]: how far the judge gets from what chance alone
        would agree on (15.0 % of the rows) towards full agreement; 0 is chance, 1
        is perfect.
      · off on average, bias, within: how far the judge's numbers are off whichever
        way, how far when too high and too low cancel out, and how often by no more
        than the tolerance.
      · Spearman, Kendall's tau-b: whether the judge puts the rows in the right
        order; 1 is the true order, 0 none, -1 the reverse.
      · scored rows: an unscored verdict is no number, so error, bias and order are
        those of the scored rows alone; within counts it as off."
  `)
})

test('a pass rate of rows without a truth', () => {
  const rows = Array.from({ length: 100 }, (_, index) => {
    const truth = index % 3 === 0 ? 'no' : 'yes'
    const verdict = index % 10 === 0 ? 'yes' : truth
    return buildRow(`row-${index}`, [
      buildVerdict('pubmed', verdict, index < 60 ? truth : undefined),
      buildVerdict('blind', 'yes', index < 60 ? truth : undefined),
    ])
  })
  expect(findings([buildJudge('pubmed'), buildJudge('blind')], rows)).toMatchInlineSnapshot(`
    "  pubmed: it passes 70.0 % of 40 rows without a truth; with its errors taken out
      66.7 % [46.0, 81.7] pass
      blind passes 100.0 % [94.0, 100.0] of the rows, the truth 66.7 % [54.1, 77.3]:
      too lenient
      blind: it passes 100.0 % of 40 rows without a truth; its errors cannot be
      taken out: the judge hardly tells passes from fails: pass-recall + fail-recall
      - 1 is 0.00, not above 0.1

      pubmed: 40 rows without a known truth
      blind: 40 rows without a known truth

    What else the verdicts show
      · blind: it passes 100.0 % of 60 scored rows, the truth 66.7 %: +33.3 points
        [22.7, 45.9], McNemar mid-p < .001: too lenient
      · blind: it says yes on all 60 rows, the truth on 66.7 % [54.1, 77.3]: a
        constant judge, whose verdict says little
      · pubmed: whether longer outputs get better verdicts cannot be told: the
        length of the output does not vary where the truth does not
      · blind: whether longer outputs get better verdicts cannot be told: the
        verdict does not vary where the truth does not
      · 1 figure without cause for doubt: npx vitest-judge report --explain"
  `)
})

test('numbers that are too low, without bias, and never given', () => {
  const judges = ['low', 'even', 'silent'].map((id) => {
    const judge = buildJudge(id)
    return {
      ...judge,
      definition: {
        ...judge.definition,
        valueType: { type: 'number' as const, min: 0, max: 1, integer: false },
      },
    }
  })
  const rows = Array.from({ length: 20 }, (_, index) => {
    const truth = (index % 5) / 4
    return buildRow(`row-${index}`, [
      buildVerdict('low', truth / 2, truth),
      buildVerdict('even', truth, truth),
      buildVerdict('silent', undefined, truth),
    ])
  })
  expect(findings(judges, rows)).toMatchInlineSnapshot(`
    "  low: off by 0.25 on average, bias -0.25 (too low), within 0.1 on 20.0 %
      [8.1, 41.6] of 20 rows, Spearman 1.000, Kendall's tau-b 1.000
      even: off by 0 on average, bias none, within 0.1 on 100.0 % [83.9, 100.0] of
      20 rows, Spearman 1.000, Kendall's tau-b 1.000
      silent, unscored: 20 malformed (row row-0: no JSON)

    What else the verdicts show
      · low and even: too few rows for length and leniency: 20 of 30"
  `)
})

test('two people, too few for a test, and a row asked about again in vain', () => {
  const rows = Array.from({ length: 10 }, (_, index): RunRow => {
    const verdict: RunVerdict = {
      ...buildVerdict('pubmed', 'yes', index % 2 === 0 ? 'yes' : 'no'),
      annotations: [
        { annotator: 'ana', value: 'yes' },
        { annotator: 'ben', value: index % 2 === 0 ? 'yes' : 'no' },
      ],
    }
    return buildRow(`row-${index}`, [verdict])
  })
  const again = buildRow('row-0', [buildVerdict('pubmed', undefined, 'yes')], { repeat: 1 })
  expect(findings([buildJudge('pubmed')], [...rows, again])).toMatchInlineSnapshot(`
    "  pubmed, unscored on all rows of both splits: 1 malformed (row row-0: no JSON)
      pubmed beside people: 2 people (ana and ben) agree among themselves on 50.0 %
      of 10 rows, kappa 0.000, Krippendorff's alpha -0.267: a yardstick for the
      judge, which has accuracy 45.0 %, kappa -0.048

      repeats of rows: 1; a row still counts once

    What else the verdicts show
      · pubmed: too few rows for length and leniency: 10 of 30"
  `)
})

import { expect, test } from 'vitest'
import {
  annotatorAgreement,
  judgementsOf,
  refuseAnnotators,
  summariseComparison,
} from '../../src/agreement/index.ts'
import type { RunJudge, RunRow } from '../../src/contract/index.ts'
import { renderAnnotators, renderCompared, renderMarkdown, renderRun } from '../../src/report/index.ts'
import { buildJudge, buildRow, buildRun, buildSuite, buildVerdict } from '../agreement/build-run.ts'

const plain = { width: 80, color: false }

/** What a report says of a judge between its table and its mismatches. */
function findings(judge: RunJudge, rows: RunRow[], sliceBy: string[] = []): string {
  const run = buildRun([buildSuite('People', [judge], rows)])
  return renderRun(run, { ...plain, gates: [], nextCommand: [], sliceBy })
    .split('\n\n')
    .filter((block) => !/^People|^ {2,}(?:judge|un-) | mismatch/.test(block))
    .join('\n\n')
}

/** Forty rows on which three people spoke and the judge is always right; each person errs on every fourth. */
const spoken = (rest: Partial<RunRow> = {}) =>
  Array.from({ length: 40 }, (_, index) => {
    const annotations = ['ana', 'ben', 'cleo'].map((annotator, place) => ({
      annotator,
      value: index % 4 === place ? 'no' : 'yes',
    }))
    const verdict = { ...buildVerdict('pubmed', 'yes', 'yes'), annotations }
    return buildRow(`row-${index}`, [verdict], { sampleId: `s-${index}`, ...rest })
  })

test('people whose rows have weights, lie in few groups, or were picked by verdict', () => {
  expect(findings(buildJudge('pubmed'), spoken({ weight: 2 }))).toMatchInlineSnapshot(`
    "  pubmed beside people: 3 people (ana, ben and cleo) agree among themselves on
      50.0 % of 40 rows, unweighted, Fleiss' kappa -0.333, Krippendorff's alpha
      -0.322: a yardstick for the judge, which has accuracy 100.0 %, kappa –; by the
      alternative annotator test it may stand in for one of them (winning rate 1.00)

    What else the verdicts show
      · pubmed: it says yes on all 40 rows, as does the truth: such rows cannot show
        whether it tells answers apart
      · pubmed: whether longer outputs get better verdicts cannot be told: the
        verdict does not vary where the truth does not
      · 1 figure without cause for doubt: npx vitest-judge report --explain"
  `)
  const grouped = spoken().map((row, index) => ({ ...row, group: `g-${Math.floor(index / 4)}` }))
  expect(findings(buildJudge('pubmed'), grouped)).toMatchInlineSnapshot(`
    "  pubmed beside people: 3 people (ana, ben and cleo) agree among themselves on
      50.0 % of 40 rows, Fleiss' kappa -0.333, Krippendorff's alpha -0.322: a
      yardstick for the judge, which has accuracy 100.0 %, kappa –; the alternative
      annotator test cannot be held: 0 of 3 annotators rated 30 judged rows or more
      together with another in as good as 20 groups of one size or more, and at
      least 3 are needed

      rows of one group count together: 40 rows in 10 groups are worth about 10
      independent ones; so few groups widen intervals further

    What else the verdicts show
      · pubmed: it says yes on all 40 rows, as does the truth: such rows cannot show
        whether it tells answers apart
      · pubmed: whether longer outputs get better verdicts cannot be told: the
        verdict does not vary where the truth does not
      · 1 figure without cause for doubt: npx vitest-judge report --explain"
  `)
  expect(findings(buildJudge('pubmed'), spoken({ pickedBy: 'verdict' }))).toMatchInlineSnapshot(`
    "What else the verdicts show
      · pubmed: whether longer outputs get better verdicts, and whether it is too
        lenient, cannot be told: 40 labels were picked by verdict, without a weight,
        so no figure would stand for all rows"
  `)
})

test('people in a table, unweighted, or without figures', () => {
  const people = annotatorAgreement(
    [
      ['yes', 'no'],
      ['yes', 'yes'],
    ],
    ['ana', 'ben'],
  )
  expect(renderAnnotators({ ...people, unweighted: true }, plain)).toMatchInlineSnapshot(`
    "People among themselves · 2 rows with two answers or more, 2 pairs of answers,
    unweighted

      figure                  value
      agree                  50.0 %
      kappa                   0.000
      Krippendorff's alpha    0.000
      Gwet's AC1              0.200"
  `)
  const refused = refuseAnnotators(people, '2 labels were picked by verdict')
  expect(renderAnnotators(refused, plain)).toMatchInlineSnapshot(`
    "People among themselves · 2 rows with two answers or more, 2 pairs of answers

      No figures: 2 labels were picked by verdict."
  `)
})

const rating = (id: string): RunJudge => {
  const judge = buildJudge(id)
  const valueType = { type: 'number' as const, min: 0, max: 10, integer: true }
  return { ...judge, definition: { ...judge.definition, valueType } }
}

/** Scores of forty rows in two languages: in German `low` is three too low on every other row, `high` one too high. */
const scored = Array.from({ length: 40 }, (_, index) => {
  const truth = 3 + (index % 6)
  const language = index < 20 ? 'de' : 'en'
  const annotations = [
    { annotator: 'ana', value: truth },
    { annotator: 'ben', value: index % 2 === 0 ? truth + 1 : truth },
  ]
  const low = language === 'de' && index % 2 === 0 ? truth - 3 : truth
  return buildRow(
    `row-${index}`,
    [{ ...buildVerdict('low', low, truth), annotations }, buildVerdict('high', truth + 1, truth)],
    { sampleId: `s-${index}`, inputs: index === 39 ? {} : { language } },
  )
})

test('people who give numbers, and slices of them by a field', () => {
  expect(findings(rating('low'), scored, ['inputs.language', 'outputs.label'])).toMatchInlineSnapshot(`
    "  low: off by 0.75 on average, bias -0.75 (too low), within 1 on 75.0 %
      [59.8, 85.8] of 40 rows, Spearman 0.848, Kendall's tau-b 0.772
      low beside people: 2 people (ana and ben) agree among themselves on 50.0 % of
      40 rows, 0.5 apart on average, Krippendorff's interval alpha 0.911: a
      yardstick for the judge, which has accuracy 75.0 % and is off by 0.75 on
      average

      low · held-out rows by inputs.language
      slice               rows  accuracy 95 % interval  off by  Spearman
      inputs.language=de    20    50.0 % [29.9, 70.1]      1.5     0.819  few rows
      inputs.language=en    19   100.0 % [83.2, 100.0]       0     1.000  few rows
      lowest on inputs.language=de: 50.0 % [29.9, 70.1] of 20 rows, but every slice
      has fewer than 30 rows, so this says little
      in no slice, for want of a value: 1 row

      low · held-out rows by outputs.label
      slice                     rows   accuracy 95 % interval   off by   Spearman
      outputs.label=OBJECTIVE     40     75.0 % [59.8, 85.8]      0.75      0.848

    What else the verdicts show
      · low: whether longer outputs get better verdicts cannot be told: the length
        of the output does not vary where the truth does not
      · low: whether it is too lenient cannot be told: it is not known which values
        of the judge pass"
  `)
  const run = buildRun([buildSuite('People', [rating('low')], scored)])
  const markdown = renderMarkdown(run, { gates: [], sliceBy: ['inputs.language'], explain: true })
  expect(
    markdown
      .split('\n')
      .filter((line) => /language/.test(line))
      .join('\n'),
  ).toMatchInlineSnapshot(`
    "**low · held-out rows by inputs.language**
    | inputs.language=de | 20 | 50.0 % | \\[29.9, 70.1\\] | 1.5 | 0.819 | few rows |
    | inputs.language=en | 19 | 100.0 % | \\[83.2, 100.0\\] | 0 | 1.000 | few rows |
    - lowest on inputs.language=de: 50.0 % \\[29.9, 70.1\\] of 20 rows, but every slice has fewer than 30 rows, so this says little
    | row-0 | 0 | 3 | The label fits. | language: de | label: OBJECTIVE |
    | row-2 | 2 | 5 | The label fits. | language: de | label: OBJECTIVE |
    | row-4 | 4 | 7 | The label fits. | language: de | label: OBJECTIVE |
    - by inputs.language: the same accuracy on the rows with one value of the field; the fewer rows, the wider the interval."
  `)
})

test('people who give numbers, in a table', () => {
  const people = annotatorAgreement(
    [
      [1, 2],
      [4, 4],
      [3, 5],
    ],
    ['ana', 'ben'],
  )
  expect(renderAnnotators(people, { ...plain, explain: true })).toMatchInlineSnapshot(`
    "People among themselves · 3 rows with two answers or more, 3 pairs of answers

      figure                  value
      agree                  33.3 %
      kappa                   0.250
      Krippendorff's alpha    0.286
      Gwet's AC1              0.172
      alpha of numbers        0.615
      apart on average            1

    What the numbers mean
      · agree 33.3 %: the share of pairs of answers to one row that are the same,
        averaged over rows.
      · kappa, of a pair or by Fleiss for all: how far people get from what chance
        alone would agree on towards full agreement; 0 is chance, 1 is perfect.
      · Krippendorff's alpha: like kappa, for any number of people and with gaps;
        below .667 answers are commonly held too unsure to build on.
      · Gwet's AC1: kappa with another notion of chance, steadier where one answer
        is rare.
      · alpha of numbers, apart on average: alpha that counts a pair of numbers as
        the worse the farther they are apart (interval), and how far that is.
      · People's own agreement is a yardstick: hardly any judge agrees with one
        person more than people do with each other; with what most of them say it
        may agree more often."
  `)
})

test('two judges that give numbers, with the errors and rank correlations of each', () => {
  const [low = [], high = []] = ['low', 'high'].map((judge) => judgementsOf(scored, judge))
  const summary = summariseComparison(low, high, { tolerance: 1 })
  const compared = {
    suite: 'People',
    first: 'low',
    second: 'high',
    rows: 'heldout' as const,
    sameJudge: false,
  }
  const [, ...lines] = renderCompared([{ ...compared, summary }], plain).split('\n')
  expect(lines.slice(0, 5).join('\n')).toMatchInlineSnapshot(`
    "  low: accuracy 75.0 % [59.8, 85.8], kappa 0.710, off by 0.75 on average, bias
      -0.75 (too low), within 1 on 75.0 % [59.8, 85.8] of 40 rows, Spearman 0.848,
      Kendall's tau-b 0.772
      high: accuracy 0.0 % [0.0, 8.8], kappa -0.164, off by 1 on average, bias +1
      (too high), within 1 on 100.0 % [91.2, 100.0] of 40 rows, Spearman 1.000,"
  `)
})

test('repeats of rows that were picked by verdict', () => {
  const rows = Array.from({ length: 12 }, (_, index) =>
    [0, 1].map((repeat) =>
      buildRow(`row-${index}`, [buildVerdict('pubmed', 'yes', 'yes')], {
        sampleId: `s-${index}`,
        repeat,
        pickedBy: 'verdict',
      }),
    ),
  ).flat()
  expect(findings(buildJudge('pubmed'), rows)).toMatchInlineSnapshot(`
    "What else the verdicts show
      · pubmed: whether longer outputs get better verdicts, and whether it is too
        lenient, cannot be told: 24 labels were picked by verdict, without a weight,
        so no figure would stand for all rows"
  `)
})

test('a pass rate that is not corrected, and unscored rows that it leaves out', () => {
  const rows = (rest: Partial<RunRow>) =>
    Array.from({ length: 100 }, (_, index) => {
      const truth = index % 3 === 0 ? 'no' : 'yes'
      const verdict = index % 10 === 0 ? 'yes' : truth
      const said = index % 20 === 7 ? undefined : verdict
      return buildRow(`row-${index}`, [buildVerdict('pubmed', said, index < 60 ? truth : undefined)], rest)
    })
  expect(findings(buildJudge('pubmed'), rows({}))).toMatchInlineSnapshot(`
    "  pubmed, unscored on all rows of both splits: 5 malformed (row row-7: no JSON)
      pubmed: it passes 71.1 % of 38 rows without a truth (unscored and left out: 2,
      and 3 with a truth); with its errors taken out 67.6 % [46.4, 83.0] pass

      pubmed: 40 rows without a known truth

    What else the verdicts show
      · pubmed: whether longer outputs get better verdicts cannot be told: the
        length of the output does not vary where the truth does not
      · 1 figure without cause for doubt: npx vitest-judge report --explain"
  `)
  expect(findings(buildJudge('pubmed'), rows({ weight: 2 }))).toMatchInlineSnapshot(`
    "  pubmed, unscored on all rows of both splits: 5 malformed (row row-7: no JSON)
      pubmed: the pass rate of 40 rows without a truth is not given: rows have
      weights

      pubmed: 40 rows without a known truth

    What else the verdicts show
      · pubmed: whether longer outputs get better verdicts cannot be told: the
        length of the output does not vary where the truth does not
      · 1 figure without cause for doubt: npx vitest-judge report --explain"
  `)
})

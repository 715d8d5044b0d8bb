import { describe, expect, test } from 'vitest'
import {
  annotatorAgreement,
  type AnnotatorSummary,
  comparePaired,
  evaluateRunGates,
  judgementsOf,
  measureAgreement,
  type SliceAgreement,
  summariseComparison,
  summariseSuite,
} from '../../src/agreement/index.ts'
import {
  renderAnnotators,
  renderCompared,
  renderComparison,
  renderGateReport,
  renderSlices,
} from '../../src/report/index.ts'
import { everythingRun } from './everything-run.ts'
import { showColors } from './show-colors.ts'

const plain = { width: 80, color: false }
const run = everythingRun()
const [suite] = run.suites

describe('people among themselves', () => {
  test('three, and whether the judge may stand in for one', () => {
    const annotators = suite && summariseSuite(suite).judges[0]?.heldout.annotators
    expect(renderAnnotators(annotators as AnnotatorSummary, { ...plain, explain: true }))
      .toMatchInlineSnapshot(`
        "People among themselves · 120 rows with two answers or more, 360 pairs of
        answers

          figure                  value
          agree                  77.8 %
          Fleiss' kappa           0.522
          Krippendorff's alpha    0.523
          Gwet's AC1              0.585
          alternative annotator test: the judge may not stand in for one of them; it
          beats 0 of 3 (winning rate 0.00)

          pair           rows    agree   kappa
          ana and ben     120   77.5 %   0.518
          ana and cleo    120   77.5 %   0.518
          ben and cleo    120   78.3 %   0.561

        What the numbers mean
          · agree 77.8 %: the share of pairs of answers to one row that are the same,
            averaged over rows.
          · kappa, of a pair or by Fleiss for all: how far people get from what chance
            alone would agree on towards full agreement; 0 is chance, 1 is perfect.
          · Krippendorff's alpha: like kappa, for any number of people and with gaps;
            below .667 answers are commonly held too unsure to build on.
          · Gwet's AC1: kappa with another notion of chance, steadier where one answer
            is rare.
          · alternative annotator test: each person in turn is left out, and it is asked
            whether the judge is as near to the others as that person is; the judge may
            stand in where it beats half of them or more (winning rate 0.5).
          · People's own agreement is a yardstick: hardly any judge agrees with one
            person more than people do with each other; with what most of them say it
            may agree more often."
      `)
  })

  test('two, on few rows', () => {
    const ratings = [
      ['yes', 'yes'],
      ['no', 'yes'],
      ['no', 'no'],
      ['yes', undefined],
    ]
    expect(renderAnnotators(annotatorAgreement(ratings, ['ana', 'ben']), plain)).toMatchInlineSnapshot(`
      "People among themselves · 3 rows with two answers or more, 3 pairs of answers

        figure                  value
        agree                  66.7 %
        kappa                   0.400
        Krippendorff's alpha    0.444
        Gwet's AC1              0.373"
    `)
  })

  test('nobody twice, and more pairs than are shown', () => {
    const alone = renderAnnotators(annotatorAgreement([['yes', undefined]], ['ana', 'ben']), plain)
    const names = Array.from({ length: 7 }, (_, index) => `person ${index + 1}`)
    const many = renderAnnotators(
      annotatorAgreement([names.map((_, index) => index % 2 === 0)], names),
      plain,
    )
    expect(`${alone}\n\n---\n\n${many}`).toMatchInlineSnapshot(`
      "People among themselves · 0 rows with two answers or more, 0 pairs of answers

        figure                 value
        agree                  – (no unit has two ratings)
        kappa                  – (the two rated no unit both)
        Krippendorff's alpha   – (no unit has two ratings)
        Gwet's AC1             – (no unit has two ratings)

      ---

      People among themselves · 1 row with two answers or more, 21 pairs of answers

        figure                  value
        agree                  42.9 %
        Fleiss' kappa          -0.167
        Krippendorff's alpha    0.000
        Gwet's AC1             -0.120

        pair                    rows     agree   kappa
        person 1 and person 2      1     0.0 %   0.000
        person 1 and person 3      1   100.0 %       –
        person 1 and person 4      1     0.0 %   0.000
        person 1 and person 5      1   100.0 %       –
        person 1 and person 6      1     0.0 %   0.000
        person 1 and person 7      1   100.0 %       –
        person 2 and person 3      1     0.0 %   0.000
        person 2 and person 4      1   100.0 %       –
        person 2 and person 5      1     0.0 %   0.000
        person 2 and person 6      1   100.0 %       –
        person 2 and person 7      1     0.0 %   0.000
        person 3 and person 4      1     0.0 %   0.000
        person 3 and person 5      1   100.0 %       –
        person 3 and person 6      1     0.0 %   0.000
        person 3 and person 7      1   100.0 %       –
        6 more pairs not shown"
    `)
  })
})

describe('slices', () => {
  const slice = (name: string, right: number, rows: number): SliceAgreement => {
    const agreement = measureAgreement(
      Array.from({ length: rows }, (_, index) => ({ truth: 'yes', verdict: index < right ? 'yes' : 'no' })),
    )
    return { name, agreement, isSmall: rows < 30 }
  }

  test('the twelve largest', () => {
    const slices = Array.from({ length: 14 }, (_, index) =>
      slice(`tag-${index + 1}`, 30, 30 + ((index * 5) % 14)),
    )
    const overall = measureAgreement([{ truth: 'yes', verdict: 'yes' }]).accuracy
    expect(renderSlices(slices, { ...plain, title: 'verdicts.csv by tag', overall, explain: true }))
      .toMatchInlineSnapshot(`
        "verdicts.csv by tag
          slice    rows   accuracy 95 % interval
          tag-2      35     85.7 % [70.6, 93.7]
          tag-3      40     75.0 % [59.8, 85.8]
          tag-5      36     83.3 % [68.1, 92.1]
          tag-6      41     73.2 % [58.1, 84.3]
          tag-7      32     93.8 % [79.9, 98.3]
          tag-8      37     81.1 % [65.8, 90.5]
          tag-9      42     71.4 % [56.4, 82.8]
          tag-10     33     90.9 % [76.4, 96.9]
          tag-11     38     78.9 % [63.7, 88.9]
          tag-12     43     69.8 % [54.9, 81.4]
          tag-13     34     88.2 % [73.4, 95.3]
          tag-14     39     76.9 % [61.7, 87.4]
          lowest on tag-12: 69.8 % [54.9, 81.4] of 43 rows, below the 100.0 % of all
          rows
          2 more slices not shown

        What the numbers mean
          · by slice: the same accuracy on a part of the rows; the fewer rows, the wider
            the interval."
      `)
  })

  test('all small, a single one, and none', () => {
    expect(renderSlices([slice('de', 3, 9), slice('en', 8, 9)], plain)).toMatchInlineSnapshot(`
      "By slice
        slice   rows   accuracy 95 % interval
        de         9     33.3 % [12.1, 64.6]    few rows
        en         9     88.9 % [56.5, 98.0]    few rows
        lowest on de: 33.3 % [12.1, 64.6] of 9 rows, but every slice has fewer than 30
        rows, so this says little"
    `)
    expect(renderSlices([slice('de', 30, 40)], plain)).toMatchInlineSnapshot(`
      "By slice
        slice   rows   accuracy 95 % interval
        de        40     75.0 % [59.8, 85.8]"
    `)
    expect(renderSlices([], plain)).toBe('')
  })
})

describe('two judges on the same rows', () => {
  const pairs = (both: number, first: number, second: number, neither: number) =>
    comparePaired([
      ...Array.from({ length: both }, () => ({ first: true, second: true })),
      ...Array.from({ length: first }, () => ({ first: true, second: false })),
      ...Array.from({ length: second }, () => ({ first: false, second: true })),
      ...Array.from({ length: neither }, () => ({ first: false, second: false })),
    ])

  test('neither shown to be better', () => {
    const smallestDrop = 'A drop of 12 points or more would have been seen.'
    expect(
      renderComparison(pairs(43, 7, 2, 8), 'new', 'old', {
        ...plain,
        smallestDrop,
        adjustedMidP: 0.3,
        explain: true,
      }),
    ).toMatchInlineSnapshot(`
      "new against old
        the same 60 rows
        right      rows
        both         43   71.7 %
        only new      7   11.7 %
        only old      2    3.3 %
        neither       8   13.3 %
        difference +8.3 points [-1.8, 19.6]: neither is shown to be better
        exact McNemar p = .180, mid-p = .109, .300 after Holm for all comparisons
        A drop of 12 points or more would have been seen.

      What the numbers mean
        · +8.3 points [-1.8, 19.6]: accuracy of new less that of old on the same 60
          rows; on all such rows it may well be anything within the interval (19 out
          of 20 made like it hold the true figure); the interval holds 0, so neither
          is shown to be better.
        · only one right on 7 and 2: nothing but the rows on which exactly one of the
          two is right can tell them apart.
        · exact McNemar p = .180, mid-p = .109: the chance of a difference as large as
          this or larger, either way, if the two were equally good; the exact one errs
          on the careful side, the mid-p is nearer the mark.
        · after Holm: several comparisons are several chances to be fooled; each is
          asked for more, so that all together are wrong one time in twenty at most.
        · four times in five: a real difference of that size would be found
          significant on so many rows in four of five tries; a smaller one is easily
          missed, so that finding none is no proof that there is none."
    `)
  })

  test('one better, in colour', () => {
    const text = renderComparison(pairs(40, 2, 20, 0), 'new', 'old', { width: 80, color: true })
    expect(showColors(text)).toMatchInlineSnapshot(`
      "<bold>new against old<>
        <dim>the same 62 rows<>
        <dim>right   <>   <dim>rows<>
        both         40   <dim>64.5 %<>
        only new      2   <dim> 3.2 %<>
        only old     20   <dim>32.3 %<>
        neither       0   <dim> 0.0 %<>
        <bold>difference -29.0 points [-42.3, -15.9]: old is better<>
        exact McNemar p < .001, mid-p < .001"
    `)
  })

  test('with no difference, and with nothing to compare', () => {
    expect(renderComparison(pairs(5, 0, 0, 1), 'new', 'old', { ...plain, explain: true }))
      .toMatchInlineSnapshot(`
      "new against old
        the same 6 rows
        right      rows
        both          5   83.3 %
        only new      0    0.0 %
        only old      0    0.0 %
        neither       1   16.7 %
        both right or both wrong on all rows"
    `)
    expect(renderComparison(pairs(0, 0, 0, 0), 'new', 'old', { ...plain, explain: true }))
      .toMatchInlineSnapshot(`
      "new against old
        not compared: the two judges share no rows with a known truth"
    `)
  })
})

test('compared judges of a run, and one judge in two runs', () => {
  const heldOut = suite?.rows.filter(({ split }) => split === 'heldout') ?? []
  const [aligned, base] = ['helpful@aligned', 'helpful'].map((judge) => judgementsOf(heldOut, judge))
  const compared = {
    suite: 'Support answers',
    first: 'helpful@aligned',
    second: 'helpful',
    rows: 'heldout' as const,
    sameJudge: false,
    summary: summariseComparison(aligned ?? [], base ?? []),
    adjustedMidP: 0.02,
  }
  const again = {
    suite: 'Support answers',
    first: 'helpful in run-1',
    second: 'helpful in run-2',
    rows: 'align' as const,
    sameJudge: true,
    summary: summariseComparison(base ?? [], base?.slice(0, 200) ?? []),
  }
  const nothing = { ...again, sameJudge: false, summary: summariseComparison([], base ?? []) }
  expect(renderCompared([compared, again, nothing], plain)).toMatchInlineSnapshot(`
    "Support answers · helpful@aligned against helpful · held-out rows
      helpful@aligned: accuracy 90.0 % [83.1, 94.3], kappa 0.780
      helpful: accuracy 75.0 % [66.3, 82.1], kappa 0.408
      the same 120 rows
      right                  rows
      both                     82   68.3 %
      only helpful@aligned     26   21.7 %
      only helpful              8    6.7 %
      neither                   4    3.3 %
      difference +15.0 points [5.4, 24.9]: helpful@aligned is better
      exact McNemar p < .001, mid-p < .001, .020 after Holm for all comparisons
      so many rows show a difference of 12.0 points or more four times in five
      rows of one group count together: 120 rows in 40 groups; so few groups widen
      intervals
      only helpful@aligned is right on ticket-009, ticket-010, ticket-016,
      ticket-021, ticket-022, ticket-028, ticket-033, ticket-040, ticket-045,
      ticket-046 and 19 more
      only helpful is right on ticket-014, ticket-024, ticket-044, ticket-054,
      ticket-074, ticket-084, ticket-104 and ticket-114

    Support answers · helpful in run-1 against helpful in run-2 · align rows: no
    measure of quality, these may teach
      helpful in run-1: accuracy 75.0 % [65.4, 82.7], kappa 0.408
      helpful in run-2: accuracy 75.0 % [65.4, 82.7], kappa 0.408
      the same 100 rows
      right                   rows
      both                      75   75.0 %
      only helpful in run-1      0    0.0 %
      only helpful in run-2      0    0.0 %
      neither                   25   25.0 %
      both right or both wrong on all rows
      one judge, defined as before, so what differs is noise or its model has moved:
      the verdict changed on 0.0 % [0.0, 10.0] of 100 answers asked about again
      rows of one group count together: 100 rows in 40 groups; so few groups widen
      intervals
      left out: 40 verdicts of helpful in run-1 alone

    Support answers · helpful in run-1 against helpful in run-2 · align rows: no
    measure of quality, these may teach
      not compared: the two judges share no rows with a known truth
      left out: 240 verdicts of helpful in run-2 alone"
  `)
})

test('what gates against a baseline and several together mean', () => {
  const line = { key: 'helpful', suite: 'Support answers', judge: 'helpful', reason: 'Because.' }
  const meanings = (part: string, outcome: 'pass' | 'no-baseline', note: string) =>
    renderGateReport(run, { lines: [{ ...line, part, outcome }], note }, { ...plain, explain: true })
      .split('What the numbers mean\n')[1]
      ?.match(/(?<=· )[^:]+/g)
  const held = '3 decisions against a baseline, held together at 5 % after Holm.'
  expect(meanings('against main', 'pass', held)).toEqual([
    'against a baseline',
    'four times in five',
    'after Holm',
  ])
  expect(meanings('against main', 'no-baseline', '')).toBeUndefined()
})

test('the gates of a run alone', () => {
  const decided = evaluateRunGates(run)
  expect(renderGateReport({ ...run, offline: true }, decided, { ...plain, explain: true }))
    .toMatchInlineSnapshot(`
      "run run-1, 2026-11-23T12:00:00.000Z, held-out rows
      Verdicts come from the offline stand-in, which is no language model.

      Gates
        ✗ Support answers > helpful · failed
          ! Accuracy 75.0 % on 120 held-out rows, but its 95 % lower bound 67.8 % is
            below 70.0 %: needs about 113 more held-out rows.
          ✗ Fail-recall 52.5 % on 40 held-out rows whose truth fails is below 60.0 %.
          ✗ Kappa 0.41 on 120 held-out rows is below 0.90.
          ! Kappa 0.90 cannot be shown on 120 held-out rows: even without a single
            mistake the lower bound would be 0.85.
          ! Kappa 0.90 is more than people reach among themselves (0.52): a judge can
            only reach it where the truth is what most of them say.
        ✓ Support answers > helpful@aligned · passed
          ✓ Accuracy 90.0 % on 120 held-out rows: its 95 % lower bound 84.4 % reaches
            80.0 %.
          ✓ Pass-recall 90.0 % on 80 held-out rows whose truth passes: its 95 % lower
            bound 82.9 % reaches 80.0 %.
        ! Support answers > helpful@aligned · slice language-pt · inconclusive
          Accuracy 100.0 % on 12 held-out rows, but its 95 % lower bound 53.6 % is
          below 99.5 %: needs about 1249 more held-out rows.
          ! Accuracy 99.5 % cannot be shown on 12 held-out rows: even without a single
            mistake the lower bound would be 53.6 %.
        ! Support answers > helpful@aligned · against main · no baseline
          The baseline main was not looked for.
        ✗ Sampled answers > polite · refused
          Not measured: 80 labels were picked by verdict, without a weight, so no
          figure would stand for all rows.
        ✗ Support answers > helpful@aligned · leaked
          The memory knows 2 of 120 held-out rows, so no figure counts; the first is
          ticket-051: a row with the same content is in the memory (sample sample-9).
          Align again, which takes such rows out: npx vitest-judge align.
        3 decisions on thresholds at 5 % each: the chance that one or more of them
        passes a judge that is not good enough can be as high as 15 %. \`holm: true\` in
        the gate, or \`--holm\`, holds it at 5 %.

      What the numbers mean
        · 95 % lower bound: a careful reading of the figure, with allowance for the
          luck of which rows were drawn; 19 out of 20 bounds made like it are below
          the true figure (one-sided: it is higher than the low end of the two-sided
          interval that a report shows). A gate passes where the bound reaches the
          threshold, fails where the figure itself is below it, and is inconclusive
          between the two: more rows would decide."
    `)
})

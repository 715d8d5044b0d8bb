import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import { renderRun, type RenderOptions } from '../../src/report/index.ts'
import { everythingRun } from './everything-run.ts'

const run = everythingRun()
const { lines: gates, note: gateNote } = evaluateRunGates(run)
const nextCommand = ['npx vitest-judge align']

function render(options: Partial<RenderOptions>): string {
  const text = stripVTControlCharacters(
    renderRun(run, { width: 80, color: false, gates, gateNote, nextCommand, ...options }),
  )
  // What mismatches look like stands elsewhere.
  return text.replaceAll(
    /\n {2}✗ [^\n]* · verdict [^\n]*\n {4}why [^\n]*\n {4}inputs [^\n]*\n {4}outputs [^\n]*/g,
    '',
  )
}

test('all there is to say, at 80 columns', () => {
  expect(render({})).toMatchInlineSnapshot(`
    "Support answers · held-out rows

                                  un-           95 %            pass-   fail-
      judge              rows  scored  accuracy interval       recall  recall  kappa
      helpful             120       0    75.0 % [66.3, 82.1]   86.3 %  52.5 %  0.408
      helpful@aligned     120       0    90.0 % [83.1, 94.3]   90.0 %  90.0 %  0.780
      rating              120       4    78.3 % [69.9, 84.9]  100.0 %  86.1 %  0.731
      always yes, for helpful, helpful@aligned
                          120            66.7 % [57.5, 74.7]
      always 1, for rating
                          120            20.0 % [13.7, 28.3]

      helpful@aligned against helpful: +15.0 points [5.4, 24.9], better on 26, worse
      on 8 of 120 rows, one-sided mid-p < .001
      helpful, judged 2 times: the verdict changed on 6 of 120 rows (5.0 %)
      [2.3, 10.7]; the majority verdict is right on 72.5 % [63.6, 79.9] of 120 rows;
      6 of 120 rows without a majority, which count as wrong; two verdicts on one
      answer agree 95.0 % of the time; asked again, its accuracy moves by ±2.0
      points by noise alone (±2.8 asked once); of the ±5.2 that it may be off by,
      twice the repeats would leave ±5.0, any number ±4.8: more rows would help,
      more repeats hardly
      helpful beside people: 3 people (ana, ben and cleo) agree among themselves on
      77.8 % of 120 rows, Fleiss' kappa 0.522, Krippendorff's alpha 0.523: a
      yardstick for the judge, which has accuracy 75.0 %, kappa 0.408; by the
      alternative annotator test it may not stand in for one of them (winning rate
      0.00)
      helpful@aligned, judged 2 times: the verdict changed on 0 of 120 rows (0.0 %)
      [0.0, 9.3]; the majority verdict is right on 90.0 % [83.1, 94.3] of 120 rows;
      two verdicts on one answer agree 100.0 % of the time; no noise was seen in its
      accuracy, so more repeats would gain nothing
      rating, unscored on all rows of both splits: 10 malformed (row ticket-001: no
      JSON)
      rating: off by 0.19 on average on 116 scored rows, bias +0.19 (too high),
      within 1 on 96.7 % [90.7, 98.7] of 120 rows, Spearman 0.961, Kendall's tau-b
      0.923
      rating, judged 2 times: the verdict changed on 0 of 116 rows (0.0 %)
      [0.0, 9.4]; the majority verdict is right on 78.3 % [69.9, 84.9] of 120 rows;
      two verdicts on one answer agree 100.0 % of the time; no noise was seen in its
      accuracy, so more repeats would gain nothing

      helpful · held-out rows by tag
      slice         rows   accuracy 95 % interval
      language-de     36     97.2 % [85.2, 99.5]
      language-en     36     52.8 % [36.5, 68.5]
      language-fr     36     72.2 % [55.4, 84.5]
      language-pt     12     83.3 % [40.7, 97.0]    few rows
      lowest on language-en: 52.8 % [36.5, 68.5] of 36 rows, below the 75.0 % of all
      rows

      helpful@aligned · held-out rows by tag
      slice         rows   accuracy 95 % interval
      language-de     36     88.9 % [73.8, 95.8]
      language-en     36     88.9 % [73.8, 95.8]
      language-fr     36     88.9 % [73.8, 95.8]
      language-pt     12    100.0 % [40.7, 100.0]   few rows

      rating · held-out rows by tag
      slice         rows   accuracy 95 % interval   off by   Spearman
      language-de     36     80.6 % [64.1, 90.6]     0.194      0.962
      language-en     36     75.0 % [58.1, 86.7]     0.156      0.963   32 scored
      language-fr     36     80.6 % [64.1, 90.6]     0.194      0.962
      language-pt     12     75.0 % [36.9, 93.9]      0.25      0.949   few rows
      lowest on language-en: 75.0 % [58.1, 86.7] of 36 rows, which may be chance:
      all rows together have 78.3 %

      align rows: 30, accuracy helpful 76.7 %, helpful@aligned 90.0 %, rating 80.0 %
      – no measure of quality: these rows may teach
      rows of one group count together: 120 rows in 40 groups; so few groups widen
      intervals
      calls of helpful: 300 asked · 90,000 tokens in, 6,000 out · price unknown

      helpful · 3 worst of 33 mismatches
      ✗ ticket-004 · verdict yes, truth no · wrongly passed · wrong in 2 of 2
        repeats
        why      The answer names a <b>way</b> | \`on\`, @support says.
        inputs   question: How do I reset my password?
        outputs  answer: Press "Forgot password".
      ✗ ticket-010 · verdict yes, truth no · wrongly passed · wrong in 2 of 2
        repeats
        why      The answer names a <b>way</b> | \`on\`, @support says.
        inputs   question: How do I reset my password?
        outputs  answer: Press "Forgot password".
      ✗ ticket-016 · verdict yes, truth no · wrongly passed · wrong in 2 of 2
        repeats
        why      The answer names a <b>way</b> | \`on\`, @support says.
        inputs   question: How do I reset my password?
        outputs  answer: Press "Forgot password".

      helpful@aligned · 3 worst of 12 mismatches
      ✗ ticket-004 · verdict yes, truth no · wrongly passed · wrong in 2 of 2
        repeats
        why      The label fits.
        inputs   question: How do I reset my password?
        outputs  answer: Press "Forgot password".
      ✗ ticket-034 · verdict yes, truth no · wrongly passed · wrong in 2 of 2
        repeats
        why      The label fits.
        inputs   question: How do I reset my password?
        outputs  answer: Press "Forgot password".
      ✗ ticket-064 · verdict yes, truth no · wrongly passed · wrong in 2 of 2
        repeats
        why      The label fits.
        inputs   question: How do I reset my password?
        outputs  answer: Press "Forgot password".

      rating · 3 worst of 22 mismatches

    Sampled answers · held-out rows

                           un-           95 %            pass-   fail-
      judge       rows  scored  accuracy interval       recall  recall  kappa
      helpful       80       0    91.7 % [81.8, 96.4]  100.0 %  75.0 %  0.800
      polite
        no figures: 80 labels were picked by verdict, without a weight, so no figure
        would stand for all rows
      always yes    80            66.7 % [54.1, 77.3]

      polite: labels given on mismatches or hard rows teach, they do not measure;
      labels that do: npx vitest-judge feedback --measure --judge polite

      figures are weighted: a row counts by how many rows it stands for; numbers of
      rows are not weighted

      helpful · 3 worst of 10 mismatches

    What else the verdicts show
      · Support answers: helpful, helpful@aligned and rating: whether longer outputs
        get better verdicts cannot be told: the length of the output does not vary
        where the truth does not
      · Sampled answers: helpful: it passes 75.0 % of 80 scored rows, the truth
        66.7 %: +8.3 points [1.8, 18.1], McNemar mid-p < .001: too lenient
      · Sampled answers: helpful: whether longer outputs get better verdicts cannot
        be told: the length of the output does not vary where the truth does not
      · Sampled answers: polite: whether longer outputs get better verdicts, and
        whether it is too lenient, cannot be told: 80 labels were picked by verdict,
        without a weight, so no figure would stand for all rows
      · 3 figures without cause for doubt: npx vitest-judge report --explain

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

    Notes
      · Support answers: helpful@aligned has a memory that knows 2 of 120 held-out
        rows (1.7 %), so its figures count for nothing: ticket-051 and ticket-061.
      · Support answers: helpful@aligned uses a stale memory, made before these
        changed: model.
      · Support answers: helpful@aligned was not shown examples that say nearly the
        same as 10 of 120 held-out rows (8.3 %).

    Next
      → npx vitest-judge align"
  `)
})

test('all there is to say at 120 columns, with what the numbers mean', () => {
  expect(render({ width: 120, explain: true })).toMatchInlineSnapshot(`
    "Support answers · held-out rows

      judge                                     rows  unscored  accuracy 95 % interval  pass-recall  fail-recall  kappa
      helpful                                    120         0    75.0 % [66.3, 82.1]        86.3 %       52.5 %  0.408
      helpful@aligned                            120         0    90.0 % [83.1, 94.3]        90.0 %       90.0 %  0.780
      rating                                     120         4    78.3 % [69.9, 84.9]       100.0 %       86.1 %  0.731
      always yes, for helpful, helpful@aligned   120              66.7 % [57.5, 74.7]
      always 1, for rating                       120              20.0 % [13.7, 28.3]

      helpful@aligned against helpful: +15.0 points [5.4, 24.9], better on 26, worse on 8 of 120 rows, one-sided
      mid-p < .001
      helpful, judged 2 times: the verdict changed on 6 of 120 rows (5.0 %) [2.3, 10.7]; the majority verdict is right on
      72.5 % [63.6, 79.9] of 120 rows; 6 of 120 rows without a majority, which count as wrong; two verdicts on one answer
      agree 95.0 % of the time; asked again, its accuracy moves by ±2.0 points by noise alone (±2.8 asked once); of the ±5.2
      that it may be off by, twice the repeats would leave ±5.0, any number ±4.8: more rows would help, more repeats hardly
      helpful beside people: 3 people (ana, ben and cleo) agree among themselves on 77.8 % of 120 rows, Fleiss' kappa 0.522,
      Krippendorff's alpha 0.523: a yardstick for the judge, which has accuracy 75.0 %, kappa 0.408; by the alternative
      annotator test it may not stand in for one of them (winning rate 0.00)
      helpful@aligned, judged 2 times: the verdict changed on 0 of 120 rows (0.0 %) [0.0, 9.3]; the majority verdict is
      right on 90.0 % [83.1, 94.3] of 120 rows; two verdicts on one answer agree 100.0 % of the time; no noise was seen in
      its accuracy, so more repeats would gain nothing
      rating, unscored on all rows of both splits: 10 malformed (row ticket-001: no JSON)
      rating: off by 0.19 on average on 116 scored rows, bias +0.19 (too high), within 1 on 96.7 % [90.7, 98.7] of 120 rows,
      Spearman 0.961, Kendall's tau-b 0.923
      rating, judged 2 times: the verdict changed on 0 of 116 rows (0.0 %) [0.0, 9.4]; the majority verdict is right on
      78.3 % [69.9, 84.9] of 120 rows; two verdicts on one answer agree 100.0 % of the time; no noise was seen in its
      accuracy, so more repeats would gain nothing

      helpful · held-out rows by tag
      slice         rows   accuracy 95 % interval
      language-de     36     97.2 % [85.2, 99.5]
      language-en     36     52.8 % [36.5, 68.5]
      language-fr     36     72.2 % [55.4, 84.5]
      language-pt     12     83.3 % [40.7, 97.0]    few rows
      lowest on language-en: 52.8 % [36.5, 68.5] of 36 rows, below the 75.0 % of all rows

      helpful@aligned · held-out rows by tag
      slice         rows   accuracy 95 % interval
      language-de     36     88.9 % [73.8, 95.8]
      language-en     36     88.9 % [73.8, 95.8]
      language-fr     36     88.9 % [73.8, 95.8]
      language-pt     12    100.0 % [40.7, 100.0]   few rows

      rating · held-out rows by tag
      slice         rows   accuracy 95 % interval   off by   Spearman
      language-de     36     80.6 % [64.1, 90.6]     0.194      0.962
      language-en     36     75.0 % [58.1, 86.7]     0.156      0.963   32 scored
      language-fr     36     80.6 % [64.1, 90.6]     0.194      0.962
      language-pt     12     75.0 % [36.9, 93.9]      0.25      0.949   few rows
      lowest on language-en: 75.0 % [58.1, 86.7] of 36 rows, which may be chance: all rows together have 78.3 %

      align rows: 30, accuracy helpful 76.7 %, helpful@aligned 90.0 %, rating 80.0 % – no measure of quality: these rows may
      teach
      rows of one group count together: 120 rows in 40 groups; so few groups widen intervals
      calls of helpful: 300 asked · 90,000 tokens in, 6,000 out · price unknown

      helpful · 3 worst of 33 mismatches

      helpful@aligned · 3 worst of 12 mismatches

      rating · 3 worst of 22 mismatches

    Sampled answers · held-out rows

      judge        rows   unscored   accuracy 95 % interval   pass-recall   fail-recall   balanced   kappa
      helpful        80          0     91.7 % [81.8, 96.4]        100.0 %        75.0 %     87.5 %   0.800
      polite       no figures: 80 labels were picked by verdict, without a weight, so no figure would stand for all rows
      always yes     80                66.7 % [54.1, 77.3]

      polite: labels given on mismatches or hard rows teach, they do not measure; labels that do: npx vitest-judge feedback
      --measure --judge polite

      figures are weighted: a row counts by how many rows it stands for; numbers of rows are not weighted

      helpful · 3 worst of 10 mismatches

    What else the verdicts show
      · Support answers: helpful: it passes 73.3 % of 120 scored rows, the truth 66.7 %: +6.7 points [-2.8, 16.3], McNemar
        mid-p = .139
      · Support answers: helpful@aligned: it passes 63.3 % of 120 scored rows, the truth 66.7 %: -3.3 points [-12.8, 6.2],
        McNemar mid-p = .267
      · Support answers: rating: it passes 46.6 % of 116 scored rows, the truth 41.4 %: +5.2 points [-4.4, 14.8], McNemar
        mid-p = .016
      · Support answers: helpful, helpful@aligned and rating: whether longer outputs get better verdicts cannot be told: the
        length of the output does not vary where the truth does not
      · Sampled answers: helpful: it passes 75.0 % of 80 scored rows, the truth 66.7 %: +8.3 points [1.8, 18.1], McNemar
        mid-p < .001: too lenient
      · Sampled answers: helpful: whether longer outputs get better verdicts cannot be told: the length of the output does
        not vary where the truth does not
      · Sampled answers: polite: whether longer outputs get better verdicts, and whether it is too lenient, cannot be told:
        80 labels were picked by verdict, without a weight, so no figure would stand for all rows

    Gates
      ✗ Support answers > helpful · failed
        ! Accuracy 75.0 % on 120 held-out rows, but its 95 % lower bound 67.8 % is below 70.0 %: needs about 113 more
          held-out rows.
        ✗ Fail-recall 52.5 % on 40 held-out rows whose truth fails is below 60.0 %.
        ✗ Kappa 0.41 on 120 held-out rows is below 0.90.
        ! Kappa 0.90 cannot be shown on 120 held-out rows: even without a single mistake the lower bound would be 0.85.
        ! Kappa 0.90 is more than people reach among themselves (0.52): a judge can only reach it where the truth is what
          most of them say.
      ✓ Support answers > helpful@aligned · passed
        ✓ Accuracy 90.0 % on 120 held-out rows: its 95 % lower bound 84.4 % reaches 80.0 %.
        ✓ Pass-recall 90.0 % on 80 held-out rows whose truth passes: its 95 % lower bound 82.9 % reaches 80.0 %.
      ! Support answers > helpful@aligned · slice language-pt · inconclusive
        Accuracy 100.0 % on 12 held-out rows, but its 95 % lower bound 53.6 % is below 99.5 %: needs about 1249 more
        held-out rows.
        ! Accuracy 99.5 % cannot be shown on 12 held-out rows: even without a single mistake the lower bound would be
          53.6 %.
      ! Support answers > helpful@aligned · against main · no baseline
        The baseline main was not looked for.
      ✗ Sampled answers > polite · refused
        Not measured: 80 labels were picked by verdict, without a weight, so no figure would stand for all rows.
      ✗ Support answers > helpful@aligned · leaked
        The memory knows 2 of 120 held-out rows, so no figure counts; the first is ticket-051: a row with the same content
        is in the memory (sample sample-9). Align again, which takes such rows out: npx vitest-judge align.
      3 decisions on thresholds at 5 % each: the chance that one or more of them passes a judge that is not good enough can
      be as high as 15 %. \`holm: true\` in the gate, or \`--holm\`, holds it at 5 %.

    Notes
      · Support answers: helpful@aligned has a memory that knows 2 of 120 held-out rows (1.7 %), so its figures count for
        nothing: ticket-051 and ticket-061.
      · Support answers: helpful@aligned uses a stale memory, made before these changed: model.
      · Support answers: helpful@aligned was not shown examples that say nearly the same as 10 of 120 held-out rows (8.3 %).

    What the numbers mean
      · held-out rows: rows that no judge may have learned from, so that they measure it. The figures below are those of
        helpful.
      · accuracy 75.0 % [66.3, 82.1]: the judge agreed with the truth on 90 of 120 rows; its accuracy on all such rows may
        well be anything from 66.3 to 82.1 % (of intervals made like this one, 19 out of 20 hold the true figure).
      · always yes 66.7 %: what one gets by giving this answer to every row; a judge that is not above it has shown nothing.
      · pass-recall 86.3 %: of the 80 rows that truly pass, the share that the judge passes.
      · fail-recall 52.5 %: of the 40 rows that truly fail, the share that the judge fails; the other 47.5 % it passes.
      · balanced accuracy 69.4 %: the mean of the 2 recalls, which no judge can raise by favouring the more frequent answer;
        blind guessing gets 50.0 %.
      · kappa 0.408 [0.201, 0.576]: how far the judge gets from what chance alone would agree on (57.8 % of the rows)
        towards full agreement; 0 is chance, 1 is perfect.
      · unscored: the judge was asked and gave no usable answer; these verdicts count as wrong.
      · +15.0 points [5.4, 24.9]: accuracy of helpful@aligned less that of helpful on the same 120 rows; on all such rows it
        may well be anything within the interval (19 out of 20 made like it hold the true figure); all of the interval is
        above 0, so helpful@aligned is better.
      · only one right on 26 and 8: nothing but the rows on which exactly one of the two is right can tell them apart.
      · one-sided mid-p < .001: the chance of such a lead of helpful@aligned, or a larger one, if it were no better; below
        .05 is commonly taken as shown.
      · off on average, bias, within: how far the judge's numbers are off whichever way, how far when too high and too low
        cancel out, and how often by no more than the tolerance.
      · Spearman, Kendall's tau-b: whether the judge puts the rows in the right order; 1 is the true order, 0 none, -1 the
        reverse.
      · scored rows: an unscored verdict is no number, so error, bias and order are those of the scored rows alone; within
        counts it as off.
      · the verdict changed: on so many rows the judge did not say the same each time; what differs there is noise, not the
        answer. The majority verdict is the one it gave most often; where there is none, the row counts as wrong.
      · by noise alone: how far the accuracy moves when the same judge judges the same answers again, 19 times in 20. The
        rest of what it may be off by comes from which rows were drawn; repeats take the noise down and leave that.
      · people, kappa and Krippendorff's alpha: how far people get from what chance alone would agree on towards full
        agreement. People's own agreement is a yardstick: hardly any judge agrees with one person more than people do with
        each other; with what most of them say it may agree more often.
      · by tag: the same accuracy on the rows with one tag; the fewer rows, the wider the interval.
      · independent rows: rows of one group tend to be right or wrong together, so they say less than as many rows that have
        nothing in common; intervals and tests allow for it.
      · weighted: rows were not all picked with the same chance; each counts for as many rows as it stands for.
      · align rows: rows that may teach a judge; accuracy on them says nothing of new rows.
      · calls: how often a model was asked for a verdict, or by predict, with the tokens that it read and wrote then, as its
        provider counts; repeats and align rows are in it, embeddings are not.
      · 95 % lower bound: a careful reading of the figure, with allowance for the luck of which rows were drawn; 19 out of
        20 bounds made like it are below the true figure (one-sided: it is higher than the low end of the two-sided interval
        that a report shows). A gate passes where the bound reaches the threshold, fails where the figure itself is below
        it, and is inconclusive between the two: more rows would decide.
      · McNemar mid-p: the chance of such an excess of one side, or a larger one, if the judge erred as often one way as the
        other.

    Next
      → npx vitest-judge align"
  `)
})

test('is the same without its colours', () => {
  expect(render({ color: true, explain: true })).toBe(render({ explain: true }))
})

import { describe, expect, test } from 'vitest'
import { type Judgement, measureAgreement, tallyOf, weightedKappa } from '../../src/agreement/index.ts'
import type { JudgeValue } from '../../src/contract/index.ts'
import { renderAgreement } from '../../src/report/index.ts'
import { showColors } from './show-colors.ts'

const passes = (value: JudgeValue) => value === 'yes'
const plain = { width: 80, color: false }

/** So many rows each with one truth and one verdict. */
function rows(table: readonly [JudgeValue, JudgeValue | undefined, number][], rest: Partial<Judgement> = {}) {
  return table.flatMap(([truth, verdict, number]) =>
    Array.from({ length: number }, () => ({ truth, verdict, ...rest })),
  )
}

describe('one agreement as text', () => {
  const usual = rows([
    ['yes', 'yes', 90],
    ['yes', 'no', 20],
    ['no', 'no', 70],
    ['no', 'yes', 30],
    ['no', undefined, 3],
  ])

  test('at 80 columns', () => {
    expect(renderAgreement(measureAgreement(usual, { passes }), plain)).toMatchInlineSnapshot(`
      "Agreement with the truth · 213 rows, 3 unscored

        truth ↓ verdict →   no   yes   unscored
        no                  70    30          3
        yes                 20    90          0

        figure               value 95 % interval    standard error         rows
        accuracy            75.1 % [68.9, 80.4]                      160 of 213
        always yes          51.6 % [45.0, 58.3]                      110 of 213
        pass-recall         81.8 % [73.6, 87.9]                       90 of 110
        fail-recall         68.0 % [58.4, 76.2]                       70 of 103
        balanced accuracy   74.9 % [68.6, 80.0]
        kappa                0.507 [0.384, 0.620]            0.058
        Scott's pi           0.506                           0.058
        Gwet's AC1           0.668                           0.040
        Matthews (MCC)       0.510
        macro precision     76.4 %
        macro recall        74.9 %
        macro F1             0.754
        truth passes        51.6 % [45.0, 58.3]                      110 of 213
        verdict passes      56.3 % [49.6, 62.8]                      120 of 213

        label  truths  verdicts  recall 95 % interval  precision 95 % interval     F1
        no        103        90  68.0 % [58.4, 76.2]      77.8 % [68.2, 85.1]   0.725
        yes       110       120  81.8 % [73.6, 87.9]      75.0 % [66.6, 81.9]   0.783"
    `)
  })

  test('in colour, at 100 columns, with a title of its own', () => {
    const text = renderAgreement(measureAgreement(usual, { passes }), {
      width: 100,
      color: true,
      title: 'judge of verdicts.csv',
    })
    expect(showColors(text)).toMatchInlineSnapshot(`
      "<bold>judge of verdicts.csv<><dim> · 213 rows, 3 unscored<>

        <dim>truth ↓ verdict →<>   <dim>no<>   <dim>yes<>   <dim>unscored<>
        no                  <bold>70<>    30   <yellow>       3<>
        yes                 20   <bold> 90<>          0

        <dim>figure           <>   <dim> value<> <dim>95 % interval <>   <dim>standard error<>   <dim>      rows<>
        accuracy            <bold>75.1 %<> <dim>[68.9, 80.4]  <>                    <dim>160 of 213<>
        always yes          <bold>51.6 %<> <dim>[45.0, 58.3]  <>                    <dim>110 of 213<>
        pass-recall         <bold>81.8 %<> <dim>[73.6, 87.9]  <>                    <dim> 90 of 110<>
        fail-recall         <bold>68.0 %<> <dim>[58.4, 76.2]  <>                    <dim> 70 of 103<>
        balanced accuracy   <bold>74.9 %<> <dim>[68.6, 80.0]<>
        kappa               <bold> 0.507<> <dim>[0.384, 0.620]<>   <dim>         0.058<>
        Scott's pi          <bold> 0.506<>                  <dim>         0.058<>
        Gwet's AC1          <bold> 0.668<>                  <dim>         0.040<>
        Matthews (MCC)      <bold> 0.510<>
        macro precision     <bold>76.4 %<>
        macro recall        <bold>74.9 %<>
        macro F1            <bold> 0.754<>
        truth passes        <bold>51.6 %<> <dim>[45.0, 58.3]  <>                    <dim>110 of 213<>
        verdict passes      <bold>56.3 %<> <dim>[49.6, 62.8]  <>                    <dim>120 of 213<>

        <dim>label<>   <dim>truths<>   <dim>verdicts<>   <dim>recall<> <dim>95 % interval<>   <dim>precision<> <dim>95 % interval<>   <dim>   F1<>
        no         103         90   68.0 % <dim>[58.4, 76.2] <>      77.8 % <dim>[68.2, 85.1] <>   0.725
        yes        110        120   81.8 % <dim>[73.6, 87.9] <>      75.0 % <dim>[66.6, 81.9] <>   0.783"
    `)
  })

  test('with what the numbers mean', () => {
    const text = renderAgreement(measureAgreement(usual, { passes }), { ...plain, explain: true })
    expect(text.slice(text.indexOf('What the numbers mean'))).toMatchInlineSnapshot(`
      "What the numbers mean
        · unscored 3: so often the judge was asked and gave no usable answer; these
          verdicts count as wrong.
        · accuracy 75.1 % [68.9, 80.4]: the judge agreed with the truth on 160 of 213
          rows; its accuracy on all such rows may well be anything from 68.9 to 80.4 %
          (of intervals made like this one, 19 out of 20 hold the true figure).
        · always yes 51.6 %: what one gets by giving this answer to every row; a judge
          that is not above it has shown nothing.
        · pass-recall 81.8 %: of the 110 rows that truly pass, the share that the
          judge passes.
        · fail-recall 68.0 %: of the 103 rows that truly fail, the share that the
          judge fails; the other 32.0 % it passes or leaves unscored.
        · balanced accuracy 74.9 %: the mean of the 2 recalls, which no judge can
          raise by favouring the more frequent answer; blind guessing gets 50.0 %.
        · kappa 0.507 [0.384, 0.620]: how far the judge gets from what chance alone
          would agree on (49.5 % of the rows) towards full agreement; 0 is chance, 1
          is perfect.
        · standard error: how far a figure is off, typically, by the luck of which
          rows were drawn; with many rows, about two of them either way make the 95 %
          interval.
        · Scott's pi: kappa, with chance reckoned as if truth and judge gave each
          answer equally often.
        · Gwet's AC1: kappa with another notion of chance, steadier where one answer
          is rare, but blind to a judge that never gives the rare answer.
        · Matthews (MCC): the correlation of truth and verdict from -1 to 1; 0 is what
          a judge gets that knows nothing.
        · macro precision, recall and F1: the means of the labels' own figures, each
          label counting the same, however rare.
        · truth passes 51.6 %, verdict passes 56.3 %: the judge is lenient where the
          second is larger, strict where it is smaller.
        · recall of a label: of the rows whose truth it is, the share that the judge
          so judged; precision: of the rows so judged, the share whose truth it is;
          F1: one figure of both, near the smaller one."
    `)
  })

  test('weighted, in groups', () => {
    const judgements = usual.map((judgement, index) => ({
      ...judgement,
      weight: 1 + (index % 2),
      cluster: `document ${Math.floor(index / 10)}`,
    }))
    const text = renderAgreement(measureAgreement(judgements, { passes }), plain)
    expect(text.slice(text.indexOf('  label'))).toMatchInlineSnapshot(`
      "  label  truths  verdicts  recall 95 % interval  precision 95 % interval     F1
        no        103        90  68.2 % [34.1, 89.9]      77.8 % [38.2, 95.2]   0.727
        yes       110       120  81.8 % [46.7, 95.9]      75.0 % [42.2, 92.5]   0.783

        rows of one group count together: 213 rows in 22 groups are worth about 21
        independent ones; so few groups widen intervals further
        figures are weighted: a row counts by how many rows it stands for; numbers of
        rows are not weighted"
    `)
  })

  test('of numbers, with weighted kappa', () => {
    const numbers = rows([
      [1, 1, 20],
      [2, 3, 5],
      [2, 2, 15],
      [3, 3, 19],
      [3, 1, 1],
    ])
    const scale = [1, 2, 3]
    const tally = tallyOf(numbers)
    const weighted = {
      linear: weightedKappa(tally, scale, 'linear'),
      quadratic: weightedKappa(tally, scale, 'quadratic'),
    }
    expect(
      renderAgreement(measureAgreement(numbers, { tolerance: 1 }), {
        ...plain,
        weightedKappa: weighted,
        explain: true,
      }),
    ).toMatchInlineSnapshot(`
      "Agreement with the truth · 60 rows

        truth ↓ verdict →    1    2    3   unscored
        1                   20    0    0          0
        2                    0   15    5          0
        3                    1    0   19          0

        figure                       value 95 % interval    standard error       rows
        accuracy                    90.0 % [79.9, 95.3]                      54 of 60
        always 1                    33.3 % [22.7, 45.9]                      20 of 60
        pass-recall                 – (the judge does not say which values pass)
        fail-recall                 – (the judge does not say which values pass)
        balanced accuracy           90.0 % [79.0, 94.8]
        kappa                        0.850 [0.698, 0.963]            0.058
        Scott's pi                   0.849                           0.058
        Gwet's AC1                   0.850                           0.058
        weighted kappa, linear       0.873                           0.052
        weighted kappa, quadratic    0.894                           0.053
        Matthews (MCC)               0.858
        macro precision             91.5 %
        macro recall                90.0 %
        macro F1                     0.899
        truth passes                – (the judge does not say which values pass)
        verdict passes              – (the judge does not say which values pass)
        mean absolute error          0.117                          0.0477
        bias                          0.05                          0.0496
        within 1                    98.3 % [91.1, 99.7]                      59 of 60
        Spearman                     0.896
        Kendall's tau-b              0.879

        label  truths  verdicts   recall 95 % interval  precision 95 % interval     F1
        1          20        21  100.0 % [83.9, 100.0]     95.2 % [77.3, 99.2]   0.976
        2          20        15   75.0 % [53.1, 88.8]     100.0 % [79.6, 100.0]  0.857
        3          20        24   95.0 % [76.4, 99.1]      79.2 % [59.5, 90.8]   0.864

      What the numbers mean
        · accuracy 90.0 % [79.9, 95.3]: the judge agreed with the truth on 54 of 60
          rows; its accuracy on all such rows may well be anything from 79.9 to 95.3 %
          (of intervals made like this one, 19 out of 20 hold the true figure).
        · always 1 33.3 %: what one gets by giving this answer to every row; a judge
          that is not above it has shown nothing.
        · balanced accuracy 90.0 %: the mean of the 3 recalls, which no judge can
          raise by favouring the more frequent answer; blind guessing gets 33.3 %.
        · kappa 0.850 [0.698, 0.963]: how far the judge gets from what chance alone
          would agree on (33.3 % of the rows) towards full agreement; 0 is chance, 1
          is perfect.
        · standard error: how far a figure is off, typically, by the luck of which
          rows were drawn; with many rows, about two of them either way make the 95 %
          interval.
        · Scott's pi: kappa, with chance reckoned as if truth and judge gave each
          answer equally often.
        · Gwet's AC1: kappa with another notion of chance, steadier where one answer
          is rare, but blind to a judge that never gives the rare answer.
        · Matthews (MCC): the correlation of truth and verdict from -1 to 1; 0 is what
          a judge gets that knows nothing.
        · weighted kappa: kappa that forgives near misses: the fewer steps an answer
          is off, the more it counts as right; quadratic forgives small steps more
          than linear does.
        · macro precision, recall and F1: the means of the labels' own figures, each
          label counting the same, however rare.
        · recall of a label: of the rows whose truth it is, the share that the judge
          so judged; precision: of the rows so judged, the share whose truth it is;
          F1: one figure of both, near the smaller one.
        · mean absolute error 0.117: how far the judge's numbers are off, on average,
          whichever way.
        · bias 0.05: how far they are off on average when too high and too low cancel
          out; above 0 the judge rates too high.
        · within 1 98.3 %: the share of rows on which the judge is off by no more than
          that.
        · Spearman 0.896, Kendall's tau-b 0.879: whether the judge puts the rows in
          the right order; 1 is the true order, 0 none, -1 the reverse."
    `)
  })

  test('with figures that do not exist, and why', () => {
    const constant = rows([
      ['yes', 'yes', 5],
      ['yes', undefined, 1],
    ])
    const lenient = rows([
      ['yes', 'yes', 5],
      ['no', 'yes', 5],
    ])
    expect(
      [constant, lenient]
        .map((judgements) => renderAgreement(measureAgreement(judgements), plain))
        .join('\n\n---\n\n'),
    ).toMatchInlineSnapshot(`
      "Agreement with the truth · 6 rows, 1 unscored

        truth ↓ verdict →   yes   unscored
        yes                   5          1

        figure                value 95 % interval     standard error     rows
        accuracy             83.3 % [43.6, 97.0]                       5 of 6
        always yes          100.0 % [61.0, 100.0]                      6 of 6
        pass-recall         – (the judge does not say which values pass)
        fail-recall         – (the judge does not say which values pass)
        balanced accuracy   – (every truth is the same value)
        kappa                 0.000 [-1.000, 0.820]            0.000
        Scott's pi           -0.091                            0.091
        Gwet's AC1            0.803                            0.209
        Matthews (MCC)      – (every truth is the same value)
        macro precision     100.0 %
        macro recall         83.3 %
        macro F1              0.909
        truth passes        – (the judge does not say which values pass)
        verdict passes      – (the judge does not say which values pass)

        label  truths  verdicts  recall 95 % interval  precision 95 % interval     F1
        yes         6         5  83.3 % [43.6, 97.0]     100.0 % [56.6, 100.0]  0.909

      ---

      Agreement with the truth · 10 rows

        truth ↓ verdict →   no   yes   unscored
        no                   0     5          0
        yes                  0     5          0

        figure               value 95 % interval     standard error      rows
        accuracy            50.0 % [23.7, 76.3]                       5 of 10
        always no           50.0 % [23.7, 76.3]                       5 of 10
        pass-recall         – (the judge does not say which values pass)
        fail-recall         – (the judge does not say which values pass)
        balanced accuracy   50.0 % [28.3, 71.7]
        kappa                0.000 [-0.527, 0.527]            0.000
        Scott's pi          -0.333                            0.141
        Gwet's AC1           0.200                            0.354
        Matthews (MCC)      – (every verdict is the same value)
        macro precision     – (no verdict is "no")
        macro recall        50.0 %
        macro F1             0.333
        truth passes        – (the judge does not say which values pass)
        verdict passes      – (the judge does not say which values pass)

        label  truths  verdicts   recall 95 % interval  precision 95 % interval     F1
        no          5         0    0.0 % [0.0, 43.4]            –                0.000
        yes         5        10  100.0 % [56.6, 100.0]     50.0 % [23.7, 76.3]   0.667
        – no verdict is "no""
    `)
  })

  test('without rows, with more labels than a table holds, and where figures are refused', () => {
    const none = renderAgreement(measureAgreement([]), plain)
    const many = Array.from({ length: 60 }, (_, index) => ({
      truth: `label ${index}`,
      verdict: `label ${index}`,
    }))
    const biased = usual.map((judgement) => ({ ...judgement, pickedByVerdict: true }))
    expect(
      [
        none,
        renderAgreement(measureAgreement(many), plain),
        renderAgreement(measureAgreement(biased, { passes }), plain),
      ].join('\n\n---\n\n'),
    ).toMatchInlineSnapshot(`
      "Agreement with the truth · 0 rows

        There are no rows with a known truth.

      ---

      Agreement with the truth · 60 rows

        60 labels: too many to set truth against verdict

        figure                value 95 % interval    standard error       rows
        accuracy            100.0 % [94.0, 100.0]                     60 of 60
        always "label 0"      1.7 % [0.3, 8.9]                         1 of 60
        pass-recall         – (the judge does not say which values pass)
        fail-recall         – (the judge does not say which values pass)
        balanced accuracy   – (there are more than 50 labels)
        kappa                 1.000 [0.939, 1.000]            0.000
        Scott's pi            1.000                           0.000
        Gwet's AC1            1.000                           0.000
        Matthews (MCC)        1.000
        macro precision     – (there are more than 50 labels)
        macro recall        – (there are more than 50 labels)
        macro F1            – (there are more than 50 labels)
        truth passes        – (the judge does not say which values pass)
        verdict passes      – (the judge does not say which values pass)

      ---

      Agreement with the truth · 213 rows, 3 unscored

        truth ↓ verdict →   no   yes   unscored
        no                  70    30          3
        yes                 20    90          0

        No figures: 213 labels were picked by verdict, without a weight, so no figure
        would stand for all rows."
    `)
  })

  test('on narrow paper', () => {
    expect(renderAgreement(measureAgreement(usual, { passes }), { width: 34, color: false }))
      .toMatchInlineSnapshot(`
      "Agreement with the truth · 213 rows, 3 unscored

        no
          no 70 · yes 30 · unscored 3
        yes
          no 20 · yes 90 · unscored 0

        accuracy
          value 75.1 % · 95 % interval
          [68.9, 80.4] · rows 160 of 213
        always yes
          value 51.6 % · 95 % interval
          [45.0, 58.3] · rows 110 of 213
        pass-recall
          value 81.8 % · 95 % interval
          [73.6, 87.9] · rows 90 of 110
        fail-recall
          value 68.0 % · 95 % interval
          [58.4, 76.2] · rows 70 of 103
        balanced accuracy
          value 74.9 % · 95 % interval
          [68.6, 80.0]
        kappa
          value 0.507 · 95 % interval
          [0.384, 0.620] · standard
          error 0.058
        Scott's pi
          value 0.506 · standard error
          0.058
        Gwet's AC1
          value 0.668 · standard error
          0.040
        Matthews (MCC)
          value 0.510
        macro precision
          value 76.4 %
        macro recall
          value 74.9 %
        macro F1
          value 0.754
        truth passes
          value 51.6 % · 95 % interval
          [45.0, 58.3] · rows 110 of 213
        verdict passes
          value 56.3 % · 95 % interval
          [49.6, 62.8] · rows 120 of 213

        no
          truths 103 · verdicts 90 ·
          recall 68.0 % · 95 % interval
          [58.4, 76.2] · precision
          77.8 % · 95 % interval
          [68.2, 85.1] · F1 0.725
        yes
          truths 110 · verdicts 120 ·
          recall 81.8 % · 95 % interval
          [73.6, 87.9] · precision
          75.0 % · 95 % interval
          [66.6, 81.9] · F1 0.783"
    `)
  })
})

test('numbers of which some are missing say on how many rows they are measured', () => {
  const agreement = measureAgreement(
    Array.from({ length: 100 }, (_, index) => ({
      truth: index % 5,
      verdict: index < 75 ? (index + (index % 2)) % 5 : undefined,
    })),
  )
  const text = renderAgreement(agreement, { ...plain, explain: true })
  expect(text.match(/^ {2}(?:mean absolute error|bias|within|Spearman|Kendall).*/gm)).toMatchInlineSnapshot(`
    [
      "  mean absolute error    0.773                           0.131   75 scored",
      "  bias                  0.0267                           0.159   75 scored",
      "  within 0              38.0 % [29.1, 47.8]                      38 of 100",
      "  Spearman               0.533                                   75 scored",
      "  Kendall's tau-b        0.551                                   75 scored",
    ]
  `)
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    '75 of 100 rows scored: an unscored verdict is no number, so error, bias and order are those of the scored rows alone; within counts it as off.',
  )
})

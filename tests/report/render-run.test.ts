import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { evaluateRunGates } from '../../src/agreement/index.ts'
import type { Run } from '../../src/contract/index.ts'
import { renderRun } from '../../src/report/index.ts'
import {
  buildJudge,
  buildRow,
  buildRows,
  buildRun,
  buildSuite,
  buildVerdict,
} from '../agreement/build-run.ts'
import { exampleRun } from './example-run.ts'
import { showColors } from './show-colors.ts'

const thresholds = { pubmed: { accuracy: 0.8 }, 'pubmed@aligned': { accuracy: 0.7 } }
const nextCommand = ['npx vitest-judge align']

function render(run: Run, width: number, color = false): string {
  return renderRun(run, { width, color, gates: evaluateRunGates(run).lines, nextCommand })
}

describe('a run as text', () => {
  test('at 80 columns', () => {
    expect(render(exampleRun({ gate: { thresholds } }), 80)).toMatchInlineSnapshot(`
      "PubMed classification · held-out rows

                                     un-           95 %           pass-   fail-
        judge               rows  scored  accuracy interval      recall  recall  kappa
        classification_guidelines
                              60       3    63.3 % [50.7, 74.4]  95.0 %   0.0 %  0.000
        pubmed                60       0    75.0 % [62.8, 84.2]  75.0 %  75.0 %  0.471
        pubmed@aligned        60       0    83.3 % [72.0, 90.7]  82.5 %  85.0 %  0.643
        classification_guidelines@aligned
                            not asked: no memory yet (run \`npx vitest-judge align\`)
        always yes            60            66.7 % [54.1, 77.3]

        pubmed@aligned against pubmed: +8.3 points [-1.8, 19.6], better on 7, worse on
        2 of 60 rows, one-sided mid-p = .055
        classification_guidelines passes 95.0 % [86.3, 98.3] of the rows, the truth
        66.7 % [54.1, 77.3]: too lenient
        classification_guidelines, unscored on all rows of both splits: 4 malformed
        (row pubmed-008: no JSON)

        align rows: 20, accuracy classification_guidelines 60.0 %, pubmed 75.0 %,
        pubmed@aligned 90.0 % – no measure of quality: these rows may teach
        calls of pubmed: 80 asked · 32,960 tokens in, 3,040 out · price unknown

        classification_guidelines · 3 worst of 19 mismatches
        ✗ pubmed-001 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-004 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-007 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9

        pubmed · 3 worst of 15 mismatches
        ✗ pubmed-010 · verdict yes, truth no · wrongly passed
          why      The response names a section, and the sentence describes how patie…
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-022 · verdict yes, truth no · wrongly passed
          why      The response names a section, and the sentence describes how patie…
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-034 · verdict yes, truth no · wrongly passed
          why      The response names a section, and the sentence describes how patie…
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9

        pubmed@aligned · 3 worst of 10 mismatches
        ✗ pubmed-010 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-034 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-058 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose ora…
          outputs  label: METHODS · confidence: 0.9

      What else the verdicts show
        · classification_guidelines: it passes 100.0 % of 57 scored rows, the truth
          66.7 %: +33.3 points [22.5, 46.3], McNemar mid-p < .001: too lenient
        · classification_guidelines: it says yes on all 57 rows, the truth on 66.7 %
          [53.7, 77.5]: a constant judge, whose verdict says little
        · classification_guidelines: whether longer outputs get better verdicts cannot
          be told: the verdict does not vary where the truth does not
        · pubmed and pubmed@aligned: whether longer outputs get better verdicts cannot
          be told: the length of the output does not vary where the truth does not
        · 2 figures without cause for doubt: npx vitest-judge report --explain

      Gates
        ✗ pubmed · failed
          Accuracy 75.0 % on 60 held-out rows is below 80.0 %.
        ✓ pubmed@aligned · passed
          Accuracy 83.3 % on 60 held-out rows: its 95 % lower bound 74.0 % reaches
          70.0 %.

      Notes
        · pubmed@aligned uses a stale memory, made before these changed: instructions,
          model.
        · 1 truth disputed: a person and the suite's truth() differ.

      Next
        → npx vitest-judge align"
    `)
  })

  test('at 120 columns, offline and partial', () => {
    const run = exampleRun({
      offline: true,
      complete: false,
      partial: ['-t "sleep" left out 12 rows'],
      gate: { thresholds },
    })
    expect(render(run, 120)).toMatchInlineSnapshot(`
      "PubMed classification · held-out rows

        judge                              rows  unscored  accuracy 95 % interval  pass-recall  fail-recall  balanced  kappa
        classification_guidelines            60         3    63.3 % [50.7, 74.4]        95.0 %        0.0 %    47.5 %  0.000
        pubmed                               60         0    75.0 % [62.8, 84.2]        75.0 %       75.0 %    75.0 %  0.471
        pubmed@aligned                       60         0    83.3 % [72.0, 90.7]        82.5 %       85.0 %    83.7 %  0.643
        classification_guidelines@aligned  not asked: no memory yet (run \`npx vitest-judge align\`)
        always yes                           60              66.7 % [54.1, 77.3]

        pubmed@aligned against pubmed: +8.3 points [-1.8, 19.6], better on 7, worse on 2 of 60 rows, one-sided mid-p = .055
        classification_guidelines passes 95.0 % [86.3, 98.3] of the rows, the truth 66.7 % [54.1, 77.3]: too lenient
        classification_guidelines, unscored on all rows of both splits: 4 malformed (row pubmed-008: no JSON)

        align rows: 20, accuracy classification_guidelines 60.0 %, pubmed 75.0 %, pubmed@aligned 90.0 % – no measure of
        quality: these rows may teach
        calls of pubmed: 80 asked · 32,960 tokens in, 3,040 out · price unknown

        classification_guidelines · 3 worst of 19 mismatches
        ✗ pubmed-001 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-004 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-007 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9

        pubmed · 3 worst of 15 mismatches
        ✗ pubmed-010 · verdict yes, truth no · wrongly passed
          why      The response names a section, and the sentence describes how patients were assigned to it.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-022 · verdict yes, truth no · wrongly passed
          why      The response names a section, and the sentence describes how patients were assigned to it.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-034 · verdict yes, truth no · wrongly passed
          why      The response names a section, and the sentence describes how patients were assigned to it.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9

        pubmed@aligned · 3 worst of 10 mismatches
        ✗ pubmed-010 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-034 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9
        ✗ pubmed-058 · verdict yes, truth no · wrongly passed
          why      The label fits.
          inputs   text: To investigate the efficacy of 6 weeks of daily low-dose oral prednisolone in improving pain.
          outputs  label: METHODS · confidence: 0.9

      What else the verdicts show
        · classification_guidelines: it passes 100.0 % of 57 scored rows, the truth 66.7 %: +33.3 points [22.5, 46.3], McNemar
          mid-p < .001: too lenient
        · classification_guidelines: it says yes on all 57 rows, the truth on 66.7 % [53.7, 77.5]: a constant judge, whose
          verdict says little
        · classification_guidelines: whether longer outputs get better verdicts cannot be told: the verdict does not vary
          where the truth does not
        · pubmed and pubmed@aligned: whether longer outputs get better verdicts cannot be told: the length of the output does
          not vary where the truth does not
        · 2 figures without cause for doubt: npx vitest-judge report --explain

      Gates
        ! pubmed · not gated
          The run is partial: -t "sleep" left out 12 rows.
        ! pubmed@aligned · not gated
          The run is partial: -t "sleep" left out 12 rows.

      Notes
        · Verdicts come from the offline stand-in, which is no language model.
        · Partial run, not gated: -t "sleep" left out 12 rows.
        · pubmed@aligned uses a stale memory, made before these changed: instructions, model.
        · 1 truth disputed: a person and the suite's truth() differ.

      Next
        → npx vitest-judge align"
    `)
  })

  test('in colour', () => {
    const rows = [...buildRows('pubmed', 55, 60, { unscored: 1 }), exampleMismatch()]
    const run = buildRun([buildSuite('PubMed classification', [buildJudge('pubmed')], rows)], {
      gate: { thresholds: { pubmed: { accuracy: 0.8 } } },
    })
    expect(showColors(render(run, 80, true))).toMatchInlineSnapshot(`
      "<bold>PubMed classification<><dim> · held-out rows<>

                         <dim>   un-<>           <dim>95 %        <>  <dim> pass-<>  <dim> fail-<>
        <dim>judge    <>  <dim>rows<>  <dim>scored<>  <dim>accuracy<> <dim>interval    <>  <dim>recall<>  <dim>recall<>  <dim>kappa<>
        pubmed       61  <yellow>     1<>  <bold>  90.2 %<> <dim>[80.2, 95.4]<>  93.3 %  87.1 %  0.807
        <dim>always no<>  <dim>  61<>          <dim>  50.8 %<> <dim>[38.6, 62.9]<>

        <yellow>pubmed, unscored: 1 malformed (row row-60: no JSON)<>

        <bold>pubmed · 3 worst of 5 mismatches<>
        <red>✗<> row-56 · verdict yes, truth no · wrongly passed
      <dim>    why      <>The label fits.
      <dim>    inputs   <>text: To examine the effect of exercise on sleep.
      <dim>    outputs  <>label: OBJECTIVE
        <red>✗<> row-58 · verdict yes, truth no · wrongly passed
      <dim>    why      <>The label fits.
      <dim>    inputs   <>text: To examine the effect of exercise on sleep.
      <dim>    outputs  <>label: OBJECTIVE
        <red>✗<> row-0 · verdict yes, truth no · wrongly passed
      <dim>    why      <>The response names a section.
      <dim>    inputs   <>text: To examine the effect of exercise on sleep.
      <dim>    outputs  <>label: OBJECTIVE

      <bold>What else the verdicts show<>
        · <dim>pubmed: whether longer outputs get better verdicts cannot be told: the<>
          <dim>length of the output does not vary where the truth does not<>
        · <dim>1 figure without cause for doubt: npx vitest-judge report --explain<>

      <bold>Gates<>
        <green>✓<> <green>pubmed · passed<>
          <dim>Accuracy 90.2 % on 61 held-out rows: its 95 % lower bound 82.1 % reaches<>
          <dim>80.0 %.<>

      <bold>Next<>
        → <cyan>npx vitest-judge align<>"
    `)
  })

  test('is the same without its colours', () => {
    const run = exampleRun({ offline: true, gate: { thresholds } })
    expect(stripVTControlCharacters(render(run, 80, true))).toBe(render(run, 80))
    expect(render(run, 80)).not.toContain('\u001B')
  })
})

function exampleMismatch() {
  return buildRow('row-0', [
    buildVerdict('pubmed', 'yes', 'no', { rationale: 'The response names a section.' }),
  ])
}

import {
  type Agreement,
  type AnnotatorSummary,
  type JudgeSummary,
  type PassRateSummary,
  type RepeatSummary,
  smallSliceRows,
} from '../agreement/index.ts'
import { leniencyRemark, numericText } from './describe-agreement.ts'
import {
  count,
  formatCount,
  formatInterval,
  formatNumber,
  formatShare,
  formatShareInterval,
  formatStatistic,
  list,
  nothing,
} from './format.ts'
import { unscoredText } from './describe-unscored.ts'
import { noiseText } from './describe-noise.ts'
import type { Remark } from './remark.ts'

/** What one judge's held-out rows show besides the figures of the table. `times` is how often rows were judged. */
export function judgeFindings(summary: JudgeSummary, times: number): Remark[] {
  const { id, heldout } = summary
  const { agreement, repeats, annotators, passRate } = heldout
  const leniency = leniencyRemark(agreement)
  const texts = [
    ...(agreement.numeric === undefined ? [] : [`${id}: ${numericText(agreement.numeric)}`]),
    ...(repeats === undefined ? [] : [repeatText(id, repeats, times)]),
    ...(annotators === undefined ? [] : [annotatorText(agreement, id, annotators)]),
  ]
  return [
    ...(leniency === undefined ? [] : [{ ...leniency, text: `${id} ${leniency.text}` }]),
    ...unscoredRemarks(summary),
    ...labelRemarks(summary),
    ...texts.map((text): Remark => ({ text, tone: 'plain' })),
    ...(passRate === undefined ? [] : passRateRemarks(id, passRate)),
  ]
}

/** Labels given on mismatches or hard rows: where they are all there is, no figures; else figures without them. */
function labelRemarks({ id, judge, heldout: { agreement, teaching } }: JudgeSummary): Remark[] {
  const why = 'labels given on mismatches or hard rows teach, they do not measure'
  if (agreement.refusal !== undefined) {
    const text = `${id}: ${why}; labels that do: npx vitest-judge feedback --measure --judge ${judge.definition.name}`
    return [{ text, tone: 'doubtful' }]
  }
  if (teaching === undefined) return []
  return [{ text: `${id}: ${count(teaching, 'row')} left out, for ${why}`, tone: 'quiet' }]
}

/** Verdicts on align rows and without a truth stand in no column of the table, but count against the budget. */
function unscoredRemarks({ id, heldout, unscored, unscoredCounts }: JudgeSummary): Remark[] {
  if (unscored === 0) return []
  const all = unscored === heldout.agreement.unscored ? '' : ' on all rows of both splits'
  return [{ text: `${id}, unscored${all}: ${unscoredText(unscoredCounts)}`, tone: 'doubtful' }]
}

function repeatText(id: string, repeats: RepeatSummary, times: number): string {
  const { flips, majority, ties, selfAgreement, noise } = repeats
  const start = `${id}, judged ${times} times: `
  // What refuses the majority refuses both.
  if (majority.estimate.kind === 'undefined') return `${start}no figures: ${majority.estimate.reason}`
  const changed = `the verdict changed on ${formatCount(flips.successes)} of ${count(flips.n, 'row')} (${formatShare(flips)}) ${formatInterval(flips)}`
  const tied =
    ties > 0 ? `; ${ties} of ${count(majority.n, 'row')} without a majority, which count as wrong` : ''
  return `${start}${changed}; the majority verdict is right on ${formatShareInterval(majority)} of ${count(majority.n, 'row')}${tied}; two verdicts on one answer agree ${formatShare({ estimate: selfAgreement })} of the time${noise === undefined ? '' : noiseText(noise)}`
}

function annotatorText(agreement: Agreement, id: string, people: AnnotatorSummary): string {
  const { annotators, units, observed, numeric, unweighted = false, refusal } = people
  const names = `${id} beside people: ${annotators.length} people (${list(annotators, 5)})`
  if (refusal !== undefined) return `${names}, of whom no figures are given: ${refusal}`
  const rows = count(units, 'row') + (unweighted ? ', unweighted' : '')
  const among = [
    `agree among themselves on ${formatShare({ estimate: observed })} of ${rows}`,
    ...(numeric === undefined ? labelTexts(people) : numericTexts(numeric)),
  ]
  const off = agreement.numeric?.meanAbsoluteError.estimate
  const own = [
    `accuracy ${formatShare(agreement.accuracy)}`,
    numeric !== undefined && off?.kind === 'value'
      ? `is off by ${formatNumber(off.value)} on average`
      : `kappa ${formatStatistic(agreement.kappa.estimate)}`,
  ]
  const yardstick = `a yardstick for the judge, which has ${own.join(numeric === undefined ? ', ' : ' and ')}`
  return `${names} ${among.join(', ')}: ${yardstick}${standInText(people)}`
}

function labelTexts({ pairwise, fleiss, alpha }: AnnotatorSummary): string[] {
  const [pair] = pairwise
  return [
    pairwise.length === 1 && pair !== undefined
      ? `kappa ${formatStatistic(pair.kappa)}`
      : `Fleiss' kappa ${formatStatistic(fleiss)}`,
    `Krippendorff's alpha ${formatStatistic(alpha)}`,
  ]
}

function numericTexts({ alpha, meanAbsoluteDifference }: NonNullable<AnnotatorSummary['numeric']>): string[] {
  const apart = meanAbsoluteDifference.kind === 'value' ? formatNumber(meanAbsoluteDifference.value) : nothing
  return [`${apart} apart on average`, `Krippendorff's interval alpha ${formatStatistic(alpha)}`]
}

/** Three people are asked about; that the test cannot be held with two goes without saying. */
function standInText({ annotators, alternative }: AnnotatorSummary): string {
  if (alternative.kind === 'undefined') {
    return annotators.length < 3
      ? ''
      : `; the alternative annotator test cannot be held: ${alternative.reason}`
  }
  const may = alternative.passes ? 'may' : 'may not'
  return `; by the alternative annotator test it ${may} stand in for one of them (winning rate ${alternative.winningRate.toFixed(2)})`
}

function passRateRemarks(id: string, passRate: PassRateSummary): Remark[] {
  const { observed, corrected, low, high, unlabelled, unscored } = passRate
  const all = unlabelled + unscored.unlabelled
  if (all < smallSliceRows) return []
  if (observed.kind === 'undefined') {
    const text = `${id}: the pass rate of ${count(all, 'row')} without a truth is not given: ${observed.reason}`
    return [{ text, tone: 'quiet' }]
  }
  if (passRate.method === 'weighted' && corrected.kind === 'value') {
    const text = `${id}: it passes ${formatShare({ estimate: observed })} of all rows; by the labels drawn from them ${formatShareInterval({ estimate: corrected, low, high })} truly pass`
    return [{ text, tone: 'plain' }]
  }
  const seen = `${id}: it passes ${formatShare({ estimate: observed })} of ${count(unlabelled, 'row')} without a truth`
  const without =
    unscored.labelled + unscored.unlabelled === 0
      ? ''
      : ` (unscored and left out: ${formatCount(unscored.unlabelled)}, and ${formatCount(unscored.labelled)} with a truth)`
  return corrected.kind === 'undefined'
    ? [{ text: `${seen}${without}; its errors cannot be taken out: ${corrected.reason}`, tone: 'plain' }]
    : [
        {
          text: `${seen}${without}; with its errors taken out ${formatShareInterval({ estimate: corrected, low, high })} pass`,
          tone: 'plain',
        },
      ]
}

import { normalQuantile } from '../intervals/normal-quantile.ts'
import {
  clip,
  type CorrectedRate,
  type GroupCounts,
  type LabelledCounts,
  requireCounts,
  type UnlabelledCounts,
} from './judged-counts.ts'

/** What pass-recall + fail-recall - 1 must exceed for a judge's errors to be taken out again. */
const leastInformation = 0.1

/**
 * The true pass rate from the judge's: (p + fail-recall - 1) / (pass-recall + fail-recall - 1), kept within 0
 * and 1 (Rogan and Gladen 1978), with its standard error by the delta method and the interval of Lee et al.
 * (2025, arXiv 2511.21140), which adds to the counts as Agresti and Coull do and moves the centre; it is
 * widened to the rate where that lies outside. It needs labels of both classes, which need not have their
 * natural shares. Undefined where a class has none, where pass-recall + fail-recall - 1 is not above 0.1, and
 * without unlabelled rows.
 *
 * @throws RangeError unless all counts are whole numbers
 */
export function roganGladen(labelled: LabelledCounts, unlabelled: UnlabelledCounts): CorrectedRate {
  requireCounts(labelled, unlabelled)
  const { truePasses, falseFails, falsePasses, trueFails } = labelled
  const { passes, n } = unlabelled
  if (n === 0) return refusal('there are no unlabelled rows')
  if (truePasses + falseFails === 0) return refusal('no labelled row passes')
  if (falsePasses + trueFails === 0) return refusal('no labelled row fails')
  const plain = invert(labelled, unlabelled)
  if (plain.information - leastInformation < 1e-12) {
    return refusal(
      'the judge hardly tells passes from fails: pass-recall + fail-recall - 1 is ' +
        `${plain.information.toFixed(2)}, not above ${leastInformation}`,
    )
  }
  const score = normalQuantile(0.975)
  const squared = score * score
  const moved = invert(
    {
      truePasses: truePasses + 1,
      falseFails: falseFails + 1,
      falsePasses: falsePasses + 1,
      trueFails: trueFails + 1,
    },
    { passes: passes + squared / 2, n: n + squared },
  )
  if (moved.information <= 0) return refusal('too few labels show that the judge is better than chance')
  const centre = moved.rate + 2 * squared * (moved.rate * moved.ofPasses - (1 - moved.rate) * moved.ofFails)
  const reach = score * moved.standardError(moved.rate)
  const rate = clip(plain.rate)
  return {
    kind: 'value',
    rate,
    standardError: plain.standardError(rate),
    low: Math.min(rate, clip(centre - reach)),
    high: Math.max(rate, clip(centre + reach)),
  }
}

/**
 * How much a group's rows move the rate of Rogan and Gladen, kept within 0 and 1: their part of its linearisation,
 * the sum over all groups being 0.
 */
export function recallInfluence(
  labelled: LabelledCounts,
  unlabelled: UnlabelledCounts,
  rate: number,
): (group: GroupCounts) => number {
  const { observed, passRecall, falsePassRate, information } = invert(labelled, unlabelled)
  const passing = labelled.truePasses + labelled.falseFails
  const failing = labelled.falsePasses + labelled.trueFails
  return (group) => {
    const { truePasses, falseFails, falsePasses, trueFails } = group.labelled
    const ofObserved = (group.unlabelled.passes - observed * group.unlabelled.n) / unlabelled.n
    const ofPasses = (truePasses - passRecall * (truePasses + falseFails)) / passing
    const ofFails = (falsePasses - falsePassRate * (falsePasses + trueFails)) / failing
    return (ofObserved - rate * ofPasses - (1 - rate) * ofFails) / information
  }
}

function refusal(reason: string): CorrectedRate {
  return { kind: 'undefined', reason }
}

function invert(
  { truePasses, falseFails, falsePasses, trueFails }: LabelledCounts,
  { passes, n }: UnlabelledCounts,
) {
  const observed = passes / n
  const passRecall = truePasses / (truePasses + falseFails)
  const falsePassRate = falsePasses / (falsePasses + trueFails)
  const information = passRecall - falsePassRate
  // Variances of the two recalls.
  const ofPasses = (passRecall * (1 - passRecall)) / (truePasses + falseFails)
  const ofFails = (falsePassRate * (1 - falsePassRate)) / (falsePasses + trueFails)
  return {
    observed,
    passRecall,
    falsePassRate,
    rate: (observed - falsePassRate) / information,
    information,
    ofPasses,
    ofFails,
    standardError: (rate: number) =>
      Math.sqrt((observed * (1 - observed)) / n + (1 - rate) ** 2 * ofFails + rate ** 2 * ofPasses) /
      information,
  }
}

import { normalQuantile } from '../intervals/normal-quantile.ts'
import {
  clip,
  type CorrectedRate,
  type GroupCounts,
  type LabelledCounts,
  labelsIn,
  requireCounts,
  type UnlabelledCounts,
} from './judged-counts.ts'

/**
 * The true pass rate by prediction-powered inference (PPI++; Angelopoulos, Duchi and Zrnic 2023): the labels'
 * own pass rate, moved by `lambda` times what the judge says of the unlabelled rows more than of the labelled
 * ones. `lambda` 0 is the labels alone, 1 is plain PPI; by default it is tuned for the smallest variance,
 * within 0 and 1. Its interval is normal, so it needs some hundred labels, drawn at random from the same
 * rows. Undefined with fewer than two labelled rows or no unlabelled one.
 *
 * @throws RangeError unless all counts are whole numbers
 */
export function predictionPowered(
  labelled: LabelledCounts,
  unlabelled: UnlabelledCounts,
  { lambda }: { lambda?: number } = {},
): CorrectedRate & { lambda?: number } {
  requireCounts(labelled, unlabelled)
  const n = labelsIn(labelled)
  if (n < 2) return { kind: 'undefined', reason: 'there are fewer than two labelled rows' }
  if (unlabelled.n === 0) return { kind: 'undefined', reason: 'there are no unlabelled rows' }
  const used = lambda ?? tuned(labelled, unlabelled)
  const judged = unlabelled.passes / unlabelled.n
  const rests = restsOf(labelled, used)
  const rest = sumOf(rests) / n
  const spread = rests.reduce((sum, [own, count]) => sum + count * (own - rest) ** 2, 0) / n
  const rate = used * judged + rest
  const standardError = Math.sqrt((used * used * judged * (1 - judged)) / unlabelled.n + spread / n)
  const reach = normalQuantile(0.975) * standardError
  return {
    kind: 'value',
    rate: clip(rate),
    standardError,
    low: clip(rate - reach),
    high: clip(rate + reach),
    lambda: used,
  }
}

/**
 * How much a group's rows move the rate by `predictionPowered`: their part of its linearisation, the sum over all
 * groups being 0.
 */
export function powerInfluence(
  labelled: LabelledCounts,
  unlabelled: UnlabelledCounts,
  lambda: number,
): (group: GroupCounts) => number {
  const n = labelsIn(labelled)
  const judged = unlabelled.passes / unlabelled.n
  const rest = sumOf(restsOf(labelled, lambda)) / n
  return (group) =>
    (lambda * (group.unlabelled.passes - judged * group.unlabelled.n)) / unlabelled.n +
    (sumOf(restsOf(group.labelled, lambda)) - rest * labelsIn(group.labelled)) / n
}

/** Truth less lambda times verdict, and how many labelled rows have it. */
function restsOf({ truePasses, falseFails, falsePasses, trueFails }: LabelledCounts, lambda: number) {
  return [
    [1 - lambda, truePasses],
    [1, falseFails],
    [-lambda, falsePasses],
    [0, trueFails],
  ] as const
}

function sumOf(rests: ReturnType<typeof restsOf>): number {
  return rests.reduce((sum, [own, count]) => sum + own * count, 0)
}

/**
 * The lambda of least variance: cov(truth, verdict) / ((1 + n / N) var(verdict)), the variance over all rows.
 */
function tuned(labelled: LabelledCounts, unlabelled: UnlabelledCounts): number {
  const { truePasses, falseFails, falsePasses } = labelled
  const n = labelsIn(labelled)
  const judgedPasses = truePasses + falsePasses
  const covariance = (truePasses - ((truePasses + falseFails) * judgedPasses) / n) / (n - 1)
  const all = n + unlabelled.n
  const passes = judgedPasses + unlabelled.passes
  const variance = (passes * (all - passes)) / (all * (all - 1))
  return variance === 0 ? 0 : clip(covariance / ((1 + n / unlabelled.n) * variance))
}

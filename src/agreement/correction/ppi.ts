import { normalQuantile } from '../intervals/normal-quantile.ts'
import {
  clip,
  type CorrectedRate,
  type LabelledCounts,
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
  const { truePasses, falseFails, falsePasses, trueFails } = labelled
  const n = truePasses + falseFails + falsePasses + trueFails
  if (n < 2) return { kind: 'undefined', reason: 'there are fewer than two labelled rows' }
  if (unlabelled.n === 0) return { kind: 'undefined', reason: 'there are no unlabelled rows' }
  const used = lambda ?? tuned(labelled, unlabelled)
  const judged = unlabelled.passes / unlabelled.n
  // Truth less lambda times verdict, and how many labelled rows have it.
  const rests = [
    [1 - used, truePasses],
    [1, falseFails],
    [-used, falsePasses],
    [0, trueFails],
  ] as const
  const rest = rests.reduce((sum, [own, count]) => sum + own * count, 0) / n
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
 * The lambda of least variance: cov(truth, verdict) / ((1 + n / N) var(verdict)), the variance over all rows.
 */
function tuned(labelled: LabelledCounts, unlabelled: UnlabelledCounts): number {
  const { truePasses, falseFails, falsePasses, trueFails } = labelled
  const n = truePasses + falseFails + falsePasses + trueFails
  const judgedPasses = truePasses + falsePasses
  const covariance = (truePasses - ((truePasses + falseFails) * judgedPasses) / n) / (n - 1)
  const all = n + unlabelled.n
  const passes = judgedPasses + unlabelled.passes
  const variance = (passes * (all - passes)) / (all * (all - 1))
  return variance === 0 ? 0 : clip(covariance / ((1 + n / unlabelled.n) * variance))
}

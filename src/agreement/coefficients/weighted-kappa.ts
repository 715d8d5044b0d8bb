import type { JudgeValue } from '../../contract/index.ts'
import { type Estimate, linearised, undefinedEstimate } from '../estimate.ts'
import { marginsOf } from '../margins.ts'
import type { Tally } from '../tally.ts'

/** How much a verdict some steps off counts: `1 - d` or `1 - d²` for a distance d as a share of the scale. */
export type KappaWeights = 'linear' | 'quadratic'

/**
 * Weighted kappa for ordered labels (Cohen 1968), with the standard error of Fleiss, Cohen and Everitt (1969).
 * `order` lists the labels from one end of the scale to the other, at equal steps; an unscored verdict is as far
 * off as can be. Undefined without rows, for fewer than two labels, for a label outside the order, and where
 * chance alone would agree always.
 */
export function weightedKappa(tally: Tally, order: readonly JudgeValue[], weights: KappaWeights): Estimate {
  if (order.length < 2) return undefinedEstimate('an ordered scale has two labels or more')
  const places = new Map(order.map((label, index) => [label, index]))
  const stranger = tally.cells
    .flatMap(({ truth, verdict }) => (verdict === undefined ? [truth] : [truth, verdict]))
    .find((label) => !places.has(label))
  if (stranger !== undefined) return undefinedEstimate(`the scale has no ${JSON.stringify(stranger)}`)
  return agreementKappa(tally, (truth, verdict) => {
    if (verdict === undefined) return 0
    const distance =
      Math.abs((places.get(truth) as number) - (places.get(verdict) as number)) / (order.length - 1)
    return 1 - (weights === 'linear' ? distance : distance * distance)
  })
}

/**
 * Kappa with any degree of agreement between 0 and 1 for each pair of truth and verdict; with 1 for equal values
 * and 0 for all others it is Cohen's.
 */
export function agreementKappa(
  tally: Tally,
  agreement: (truth: JudgeValue, verdict: JudgeValue | undefined) => number,
): Estimate {
  if (tally.refusal !== undefined) return undefinedEstimate(tally.refusal)
  const { weight, truths, verdicts } = marginsOf(tally)
  if (weight === 0) return undefinedEstimate('there are no rows')
  const ofTruth = new Map([...truths.keys()].map((truth) => [truth, meanFor(truth)]))
  const ofVerdict = new Map([...verdicts.keys()].map((verdict) => [verdict, meanOf(verdict)]))
  let [observed, expected] = [0, 0]
  for (const cell of tally.cells) observed += (cell.weight / weight) * agreement(cell.truth, cell.verdict)
  for (const [truth, share] of truths) expected += (share / weight) * (ofTruth.get(truth) ?? 0)
  if (1 - expected < 1e-15) return undefinedEstimate('every truth and every verdict is the same value')
  const kappa = (observed - expected) / (1 - expected)
  return linearised(
    tally,
    kappa,
    ({ truth, verdict }) =>
      agreement(truth, verdict) - (1 - kappa) * ((ofTruth.get(truth) ?? 0) + (ofVerdict.get(verdict) ?? 0)),
    1 - expected,
  )

  function meanFor(truth: JudgeValue): number {
    let sum = 0
    for (const [verdict, share] of verdicts) sum += (share / weight) * agreement(truth, verdict)
    return sum
  }

  function meanOf(verdict: JudgeValue | undefined): number {
    let sum = 0
    for (const [truth, share] of truths) sum += (share / weight) * agreement(truth, verdict)
    return sum
  }
}

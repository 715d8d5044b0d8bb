import type { JudgeValue } from '../../contract/index.ts'
import { type Estimate, linearised, undefinedEstimate } from '../estimate.ts'
import { marginsOf } from '../margins.ts'
import type { Tally } from '../tally.ts'

/**
 * Scott's pi (Scott 1955): kappa with the chance that two raters have who share one distribution of answers; with
 * its large-sample standard error. Undefined without rows, or when all values are the same.
 */
export function scottPi(tally: Tally): Estimate {
  return chanceCorrected(
    tally,
    (shares) => sum(shares, (share) => share * share),
    (left, right) => left + right,
  )
}

/**
 * Gwet's AC1 (Gwet 2008): chance is the mean over labels of m (1 - m) / (q - 1) with m the mean share of a label;
 * steadier than kappa where one label is rare, and blind to a judge that never gives it. With its large-sample
 * standard error. Undefined without rows, or when all values are the same.
 */
export function gwetAC1(tally: Tally): Estimate {
  return chanceCorrected(
    tally,
    (shares) => sum(shares, (share) => share * (1 - share)) / (shares.length - 1),
    (left, right, labels) => (2 * (1 - (left + right) / 2)) / (labels - 1),
  )
}

function chanceCorrected(
  tally: Tally,
  chanceOf: (shares: readonly number[]) => number,
  slope: (left: number, right: number, labels: number) => number,
): Estimate {
  if (tally.refusal !== undefined) return undefinedEstimate(tally.refusal)
  const { weight, truths, verdicts, agreed } = marginsOf(tally)
  if (weight === 0) return undefinedEstimate('there are no rows')
  const labels = [...new Set<JudgeValue | undefined>([...truths.keys(), ...verdicts.keys()])]
  if (labels.length < 2) return undefinedEstimate('every truth and every verdict is the same value')
  const ofTruths = (label: JudgeValue | undefined) => (label === undefined ? 0 : (truths.get(label) ?? 0))
  const share = (label: JudgeValue | undefined) =>
    (ofTruths(label) + (verdicts.get(label) ?? 0)) / (2 * weight)
  const chance = chanceOf(labels.map(share))
  const coefficient = (agreed / weight - chance) / (1 - chance)
  return linearised(
    tally,
    coefficient,
    ({ truth, verdict }) =>
      Number(truth === verdict) - (1 - coefficient) * slope(share(truth), share(verdict), labels.length),
    1 - chance,
  )
}

function sum(numbers: readonly number[], term: (number: number) => number): number {
  return numbers.reduce((total, number) => total + term(number), 0)
}

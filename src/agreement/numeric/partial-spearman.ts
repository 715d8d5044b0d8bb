import { criticalValue, isOneCluster } from '../estimate.ts'
import type { Interval } from '../intervals/wilson-interval.ts'
import type { Judgement } from '../judgement.ts'
import { whole } from '../tally.ts'
import { midrankDeviations } from './midranks.ts'

/** Three numbers of a row: two to correlate, and one that is held fixed. */
export interface RankedRow extends Pick<Judgement, 'weight' | 'share' | 'cluster'> {
  first: number
  second: number
  given: number
}

/** A rank correlation with its 95 % interval, in [-1, 1]; undefined, with the reason, where there is none. */
export type RankCorrelation =
  | ({ kind: 'value'; value: number; rows: number } & Interval)
  | { kind: 'undefined'; reason: string }

/** With fewer rows than this the interval says nothing. */
const fewestRows = 10
const confidenceEnd = 0.975

/**
 * The partial rank correlation of `first` and `second` given a third number: Pearson's of what is left of their
 * midranks once those of `given` are taken out linearly (Kendall 1942 for ranks; the first-order partial Spearman
 * coefficient). The interval is Fisher's z, with the larger of two standard errors: that of a partial Spearman
 * coefficient on independent rows, √((1 + r²/2) / (n − 4)) (Bonett and Wright 2000, one rank held fixed), and that of
 * its linearisation over rows or, where there are such, clusters, with Student's t on one degree of freedom less than
 * there are effective clusters. `names` are those of the three in reasons.
 */
export function partialSpearman(
  rows: readonly RankedRow[],
  names: Readonly<Record<'first' | 'second' | 'given', string>> = {
    first: 'the first',
    second: 'the second',
    given: 'the third',
  },
): RankCorrelation {
  const weights = rows.map(({ weight = 1, share = 1 }) => weight * share)
  const held = whole(rows.reduce((sum, { share = 1 }) => sum + share, 0))
  if (held < fewestRows) return undefinedBecause(`${held} rows are too few`)
  const given = midrankDeviations(
    rows.map((row) => row.given),
    weights,
  )
  const first = residuals(
    rows.map((row) => row.first),
    given,
    weights,
  )
  const second = residuals(
    rows.map((row) => row.second),
    given,
    weights,
  )
  if (first === undefined || second === undefined) {
    const fixed = first === undefined ? names.first : names.second
    return undefinedBecause(`${fixed} does not vary where ${names.given} does not`)
  }
  const total = sumOf(weights)
  const correlation = sumOf(weights.map((weight, row) => weight * at(first, row) * at(second, row))) / total
  const influences = weights.map((weight, row) => {
    const [one, other] = [at(first, row), at(second, row)]
    return weight * (one * other - (correlation / 2) * (one * one + other * other))
  })
  const { squares, effectiveClusters } = spreadOf(rows, weights, influences)
  if (isOneCluster(effectiveClusters)) return undefinedBecause('all rows, or nearly all, are of one group')
  const inside = Math.max(-nearlyOne, Math.min(nearlyOne, correlation))
  const kishRows = total ** 2 / sumOf(rows.map(({ weight = 1, share = 1 }) => weight * weight * share))
  const linearised = Math.sqrt(squares) / total / (1 - inside ** 2)
  const independent = Math.sqrt((1 + inside ** 2 / 2) / Math.max(1, Math.min(held, kishRows) - 4))
  const reach = criticalValue(confidenceEnd, effectiveClusters) * Math.max(linearised, independent)
  return {
    kind: 'value',
    value: Math.max(-1, Math.min(1, correlation)),
    low: Math.tanh(Math.atanh(inside) - reach),
    high: Math.tanh(Math.atanh(inside) + reach),
    rows: held,
  }
}

const nearlyOne = 1 - 1e-6

function undefinedBecause(reason: string): RankCorrelation {
  return { kind: 'undefined', reason }
}

/** What is left of midranks without those of the third, with a mean square of 1; undefined where that is nothing. */
function residuals(
  numbers: readonly number[],
  given: readonly number[],
  weights: readonly number[],
): number[] | undefined {
  const ranks = midrankDeviations(numbers, weights)
  const moment = (left: readonly number[], right: readonly number[]) =>
    sumOf(weights.map((weight, row) => weight * at(left, row) * at(right, row)))
  const fixed = moment(given, given)
  const slope = fixed === 0 ? 0 : moment(ranks, given) / fixed
  const left = ranks.map((rank, row) => rank - slope * at(given, row))
  const [squares, all] = [moment(left, left), moment(ranks, ranks)]
  if (!(squares > 1e-9 * all)) return undefined
  const deviation = Math.sqrt(squares / sumOf(weights))
  return left.map((residual) => residual / deviation)
}

/** The sum of squared influences over rows or clusters (with the factor G / (G - 1)). */
function spreadOf(
  rows: readonly RankedRow[],
  weights: readonly number[],
  influences: readonly number[],
): { squares: number; effectiveClusters?: number } {
  if (rows.every(({ cluster }) => cluster === undefined)) {
    return { squares: sumOf(influences.map((influence) => influence ** 2)) }
  }
  const sums = new Map<string, { influence: number; weight: number }>()
  rows.forEach(({ cluster = '' }, row) => {
    const known = sums.get(cluster) ?? { influence: 0, weight: 0 }
    known.influence += at(influences, row)
    known.weight += at(weights, row)
    sums.set(cluster, known)
  })
  const clusters = [...sums.values()]
  const factor = clusters.length > 1 ? clusters.length / (clusters.length - 1) : 1
  return {
    squares: factor * sumOf(clusters.map(({ influence }) => influence ** 2)),
    effectiveClusters: sumOf(weights) ** 2 / sumOf(clusters.map(({ weight }) => weight ** 2)),
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? 0
}

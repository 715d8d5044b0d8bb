import { type Statistic, undefinedStatistic } from '../statistic.ts'

/** A row of a judge that answers with numbers: finite numbers, and a weight above 0 that is 1 by default. */
export interface NumericPair {
  truth: number
  verdict: number
  weight?: number | undefined
}

/** Why no correlation of ranks exists; undefined where one does. */
export function withoutRanks(pairs: readonly NumericPair[]): Statistic | undefined {
  const [first] = pairs
  if (first === undefined) return undefinedStatistic('there are no rows')
  if (pairs.every(({ truth }) => truth === first.truth)) {
    return undefinedStatistic('every truth is the same number')
  }
  if (pairs.every(({ verdict }) => verdict === first.verdict)) {
    return undefinedStatistic('every verdict is the same number')
  }
  return undefined
}

/** The total weight of each different number on one side. */
export function weightsOf(pairs: readonly NumericPair[], side: 'truth' | 'verdict'): Map<number, number> {
  const weights = new Map<number, number>()
  for (const { weight = 1, [side]: own } of pairs) weights.set(own, (weights.get(own) ?? 0) + weight)
  return weights
}

/** The total weight of all rows. */
export function totalWeight(pairs: readonly NumericPair[]): number {
  return pairs.reduce((sum, { weight = 1 }) => sum + weight, 0)
}

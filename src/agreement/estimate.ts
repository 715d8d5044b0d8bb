import { studentQuantile } from './intervals/student-distribution.ts'
import { normalQuantile } from './intervals/normal-quantile.ts'
import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import { meanOver } from './tally-mean.ts'
import { type Cell, type Tally } from './tally.ts'

/** A statistic and its large-sample standard error. */
export interface Estimate {
  estimate: Statistic
  standardError: Statistic
  /** In how many clusters the rows lie; absent where each stands for itself. */
  clusters?: number
}

/** Neither estimate nor standard error, and why. */
export function undefinedEstimate(reason: string): Estimate {
  return { estimate: undefinedStatistic(reason), standardError: undefinedStatistic(reason) }
}

/**
 * An estimate whose standard error comes from its linearisation (the delta method): `influence` is the derivative
 * of the statistic to a cell's share, up to a constant, `scale` what it is divided by. Weights and clusters
 * enter by themselves.
 */
export function linearised(
  tally: Tally,
  estimate: number,
  influence: (cell: Cell) => number | undefined,
  scale: number,
): Estimate {
  const found = meanOver(tally, influence)
  if (found === undefined) return undefinedEstimate('there are no rows')
  return {
    estimate: value(estimate),
    standardError: value(Math.sqrt(Math.max(0, found.variance)) / scale),
    ...(found.clusters !== undefined && { clusters: found.clusters }),
  }
}

/** How many standard errors reach to a probability: Student's quantile where there are clusters, else the normal. */
export function criticalValue(probability: number, clusters?: number): number {
  return clusters === undefined || clusters < 2
    ? normalQuantile(probability)
    : studentQuantile(probability, clusters - 1)
}

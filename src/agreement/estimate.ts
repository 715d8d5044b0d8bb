import { studentQuantile } from './intervals/student-distribution.ts'
import { normalQuantile } from './intervals/normal-quantile.ts'
import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import { meanOver, type TallyMean } from './tally-mean.ts'
import { type Cell, type Tally, whole } from './tally.ts'

/** A statistic and its large-sample standard error. */
export interface Estimate {
  estimate: Statistic
  standardError: Statistic
  /** In how many clusters of one weight the rows as good as lie; absent where each stands for itself. */
  effectiveClusters?: number
}

/** Neither estimate nor standard error, and why. */
export function undefinedEstimate(reason: string): Estimate {
  return { estimate: undefinedStatistic(reason), standardError: undefinedStatistic(reason) }
}

/**
 * An estimate whose standard error comes from its linearisation (the delta method): `influence` is the derivative
 * of the statistic to a cell's share, up to a constant, `scale` what it is divided by. Weights and clusters
 * enter by themselves. One row, or one cluster, has no standard error.
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
    standardError: standardErrorOf(found, scale),
    ...(found.effectiveClusters !== undefined && { effectiveClusters: found.effectiveClusters }),
  }
}

function standardErrorOf({ rows, clusters, variance }: TallyMean, scale: number): Statistic {
  if ((clusters ?? whole(rows)) <= 1) {
    return undefinedStatistic(`nothing varies within one ${clusters === undefined ? 'row' : 'group'}`)
  }
  return value(Math.sqrt(Math.max(0, variance)) / scale)
}

/**
 * How many standard errors reach to a probability: Student's quantile where there are clusters, two or more, else the
 * normal.
 */
export function criticalValue(probability: number, effectiveClusters?: number): number {
  return effectiveClusters === undefined
    ? normalQuantile(probability)
    : studentQuantile(probability, effectiveClusters - 1)
}

/** True where rows lie in clusters, and in as good as one: then nothing tells how sure a figure is. */
export function isOneCluster(effectiveClusters: number | undefined): boolean {
  // Shares such as thirds of a row sum to a little less than whole rows.
  return effectiveClusters !== undefined && effectiveClusters < 2 - 1e-9
}

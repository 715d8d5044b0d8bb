import { isOneCluster } from './estimate.ts'
import type { Interval, IntervalSide } from './intervals/wilson-interval.ts'
import { type Share, shareBounds } from './share.ts'
import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import { meanOver } from './tally-mean.ts'
import { type Cell, type Tally } from './tally.ts'

/** The mean of recalls, with its two-sided 95 % interval. */
export interface BalancedAccuracy {
  estimate: Statistic
  low: number
  high: number
  /** The recalls it is the mean of. */
  recalls: readonly Share[]
  /** By how much clusters that hold rows of several truths widen the interval; 1 without such. */
  inflation: number
}

/**
 * The mean of several recalls, each the share of right verdicts among the rows with one truth. `classOf` gives the
 * class of a cell's truth, 0 to the number of recalls. Undefined where a class has no rows.
 */
export function balancedAccuracy(
  tally: Tally,
  recalls: readonly Share[],
  classOf: (cell: Cell) => number | undefined,
  isRight: (cell: Cell) => boolean,
): BalancedAccuracy {
  const reason = reasonAgainst(tally, recalls)
  if (reason !== undefined) {
    return { estimate: undefinedStatistic(reason), low: 0, high: 1, recalls, inflation: 1 }
  }
  const rates = recalls.map(rateOf)
  const estimate = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const inflation = inflationOf(tally, rates, classOf, isRight)
  const bounds = balancedBounds({ estimate: value(estimate), recalls, inflation })
  return { estimate: value(estimate), ...bounds, recalls, inflation }
}

/**
 * Bounds of a mean of recalls by MOVER (Zou and Donner 2008): the distances from each recall to its Wilson bound,
 * squared, added and rooted. `confidence` 0.95, `sided` `'two'` by default. 0 to 1 where the rows of a recall lie in as
 * good as one cluster: of a recall that may be anything, no distance is known.
 */
export function balancedBounds(
  { estimate, recalls, inflation }: Pick<BalancedAccuracy, 'estimate' | 'recalls' | 'inflation'>,
  options: { confidence?: number; sided?: IntervalSide } = {},
): Interval {
  const isUnknown = recalls.some(({ effectiveClusters }) => isOneCluster(effectiveClusters))
  if (estimate.kind === 'undefined' || isUnknown) return { low: 0, high: 1 }
  let [below, above] = [0, 0]
  for (const recall of recalls) {
    const { low, high } = shareBounds(recall, options)
    below += (rateOf(recall) - low) ** 2
    above += (high - rateOf(recall)) ** 2
  }
  const half = (squares: number) => (inflation * Math.sqrt(squares)) / recalls.length
  const { sided = 'two' } = options
  return {
    low: sided === 'upper' ? 0 : Math.max(0, estimate.value - half(below)),
    high: sided === 'lower' ? 1 : Math.min(1, estimate.value + half(above)),
  }
}

function reasonAgainst({ refusal }: Tally, recalls: readonly Share[]): string | undefined {
  if (refusal !== undefined) return refusal
  if (recalls.length < 2) return 'every truth is the same value'
  for (const { estimate } of recalls) if (estimate.kind === 'undefined') return estimate.reason
  return undefined
}

function rateOf({ estimate }: Share): number {
  return estimate.kind === 'value' ? estimate.value : 0
}

/** How much larger the mean's standard error over clusters is than that of independent recalls. */
function inflationOf(
  tally: Tally,
  rates: readonly number[],
  classOf: (cell: Cell) => number | undefined,
  isRight: (cell: Cell) => boolean,
): number {
  if (tally.clusters === undefined) return 1
  const weights = rates.map((_, place) => weightOf(tally, (cell) => classOf(cell) === place))
  const influence = (cell: Cell) => {
    const place = classOf(cell)
    if (place === undefined) return undefined
    return (Number(isRight(cell)) - (rates[place] ?? 0)) / (weights[place] ?? 1)
  }
  const total = meanOver(tally, influence)
  const alone = rates.map((_, place) =>
    meanOver(tally, (cell) => (classOf(cell) === place ? influence(cell) : undefined)),
  )
  const variance = (found: typeof total) => (found === undefined ? 0 : found.variance * found.weight ** 2)
  const apart = alone.reduce((sum, found) => sum + variance(found), 0)
  return apart > 0 ? Math.max(1, Math.sqrt(variance(total) / apart)) : 1
}

function weightOf({ cells }: Tally, belongs: (cell: Cell) => boolean): number {
  return cells.reduce((sum, cell) => (belongs(cell) ? sum + cell.weight : sum), 0)
}

import { criticalValue, isOneCluster } from './estimate.ts'
import { normalQuantile } from './intervals/normal-quantile.ts'
import { stratifiedBounds, type StratumShare } from './intervals/stratified-bounds.ts'
import { type Interval, type IntervalSide, wilsonBounds } from './intervals/wilson-interval.ts'
import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import { markedStrata } from './marked-strata.ts'
import { meanOver, type TallyMean } from './tally-mean.ts'
import { type Cell, type Tally, whole } from './tally.ts'

/**
 * A share of rows with its two-sided 95 % Wilson interval. Without rows the estimate is undefined and the
 * interval is 0 to 1.
 */
export interface Share {
  /** Rows that count for the share, unweighted. */
  successes: number
  /** Rows, unweighted. */
  n: number
  estimate: Statistic
  low: number
  high: number
  /** How many independent, equally weighted rows would say as much; `n` where the rows are such. */
  effectiveN: number
  /** In how many clusters the rows lie; absent where each stands for itself. */
  clusters?: number
  /** How many clusters of one weight would say as much; absent where each row stands for itself. */
  effectiveClusters?: number
  /** What the rows of each weight show; absent unless these are a few weights of several rows each. */
  strata?: StratumShare[]
}

/** The share of `successes` among `n` independent rows; `reason` says why it does not exist when `n` is 0. */
export function shareOf(successes: number, n: number, reason = 'there are no rows'): Share {
  const estimate = n === 0 ? undefinedStatistic(reason) : value(successes / n)
  const { low, high } = wilsonBounds(n === 0 ? 0 : successes / n, n)
  return { successes, n, estimate, low, high, effectiveN: n }
}

/**
 * The weighted share of the cells marked true among those marked true or false; undefined ones are left out.
 * Weights and clusters enter through the effective number of rows p (1 - p) / variance, never above Kish's
 * (Korn and Graubard 1998); where nothing varies, each cluster counts as one row. What rows of few weights show is kept
 * by stratum, for the bounds.
 */
export function shareIn(
  tally: Tally,
  mark: (cell: Cell) => boolean | undefined,
  reason = 'there are no rows',
): Share {
  const score = (cell: Cell) => {
    const marked = mark(cell)
    return marked === undefined ? undefined : Number(marked)
  }
  const found = meanOver(tally, score)
  if (found === undefined) return shareOf(0, 0, reason)
  if (tally.refusal !== undefined) {
    const refused = shareOf(0, 0, tally.refusal)
    return { ...refused, n: whole(found.rows) }
  }
  let successes = 0
  for (const cell of tally.cells) if (mark(cell) === true) successes += cell.rows
  const { mean, variance, kishRows, clusters, effectiveClusters } = found
  const rate = Math.min(1, Math.max(0, mean))
  if (!tally.weighted && clusters === undefined) return shareOf(whole(successes), whole(found.rows), reason)
  // Where all rows say the same, nothing tells how alike those of a cluster are: each cluster may be one row.
  const alike = effectiveClusters ?? kishRows
  const bySpread = variance > 0 ? (rate * (1 - rate)) / variance : alike
  const share: Share = {
    successes: whole(successes),
    n: whole(found.rows),
    estimate: value(rate),
    low: 0,
    high: 1,
    effectiveN: Math.min(kishRows, bySpread),
    ...(clusters !== undefined && { clusters }),
    ...(effectiveClusters !== undefined && { effectiveClusters }),
    ...(tally.strata !== undefined && {
      strata: markedStrata(tally, mark, worthOf(found, meanOver({ ...tally, clusters: undefined }, score))),
    }),
  }
  return { ...share, ...shareBounds(share) }
}

/** How many independent rows a row is worth in its cluster, from 0 to 1. */
function worthOf(
  { variance, kishRows, effectiveClusters }: TallyMean,
  independent: TallyMean | undefined,
): number {
  if (effectiveClusters === undefined) return 1
  const worth = variance > 0 ? (independent?.variance ?? 0) / variance : effectiveClusters / kishRows
  return Math.min(1, worth)
}

/** With fewer groups than this, of one size, t widens an interval noticeably, and one by resampling is too narrow. */
export const fewGroups = 50

/**
 * Wilson's bounds of a share on its effective number of rows. With clusters, that number is lessened by the squared
 * ratio of the normal to Student's quantile with one degree of freedom less than there are effective clusters (Korn
 * and Graubard 1998), and no bound is better than that of a perfect record of as many single rows: how alike the rows
 * of a few clusters are cannot be told from them. With strata, neither bound is nearer than `stratifiedBounds` has it:
 * the spread of the rows that were seen says nothing of heavy ones that were not. `confidence` 0.95, `sided` `'two'` by
 * default.
 */
export function shareBounds(
  {
    estimate,
    effectiveN,
    effectiveClusters,
    strata,
  }: Pick<Share, 'estimate' | 'effectiveN' | 'effectiveClusters' | 'strata'>,
  { confidence = 0.95, sided = 'two' }: { confidence?: number; sided?: IntervalSide } = {},
): Interval {
  if (estimate.kind === 'undefined' || isOneCluster(effectiveClusters)) return { low: 0, high: 1 }
  const options = { confidence, sided }
  const probability = sided === 'two' ? (1 + confidence) / 2 : confidence
  // At 0.5 both quantiles are 0, and the bound is the estimate however many rows there are.
  const shrink =
    effectiveClusters === undefined || probability === 0.5
      ? 1
      : (normalQuantile(probability) / criticalValue(probability, effectiveClusters)) ** 2
  const bounds = [wilsonBounds(estimate.value, effectiveN * shrink, options)]
  if (effectiveClusters !== undefined) {
    const { low } = wilsonBounds(1, effectiveClusters * shrink, options)
    const { high } = wilsonBounds(0, effectiveClusters * shrink, options)
    bounds.push({ low, high })
  }
  if (strata !== undefined) {
    const shrunk = strata.map((stratum) => ({ ...stratum, rows: stratum.rows * shrink }))
    bounds.push(stratifiedBounds(shrunk, options))
  }
  return {
    low: Math.min(...bounds.map(({ low }) => low)),
    high: Math.max(...bounds.map(({ high }) => high)),
  }
}

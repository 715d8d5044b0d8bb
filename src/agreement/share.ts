import { criticalValue, isOneCluster } from './estimate.ts'
import { normalQuantile } from './intervals/normal-quantile.ts'
import { type Interval, type IntervalSide, wilsonBounds } from './intervals/wilson-interval.ts'
import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import { meanOver } from './tally-mean.ts'
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
 * (Korn and Graubard 1998); where nothing varies, each cluster counts as one row.
 */
export function shareIn(
  tally: Tally,
  mark: (cell: Cell) => boolean | undefined,
  reason = 'there are no rows',
): Share {
  const found = meanOver(tally, (cell) => {
    const marked = mark(cell)
    return marked === undefined ? undefined : Number(marked)
  })
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
  }
  return { ...share, ...shareBounds(share) }
}

/** With fewer groups than this, of one size, t widens an interval noticeably, and one by resampling is too narrow. */
export const fewGroups = 50

/**
 * Wilson's bounds of a share on its effective number of rows. With clusters, that number is lessened by the squared
 * ratio of the normal to Student's quantile with one degree of freedom less than there are effective clusters (Korn
 * and Graubard 1998), and no bound is better than that of a perfect record of as many single rows: how alike the rows
 * of a few clusters are cannot be told from them. `confidence` 0.95, `sided` `'two'` by default.
 */
export function shareBounds(
  { estimate, effectiveN, effectiveClusters }: Pick<Share, 'estimate' | 'effectiveN' | 'effectiveClusters'>,
  { confidence = 0.95, sided = 'two' }: { confidence?: number; sided?: IntervalSide } = {},
): Interval {
  if (estimate.kind === 'undefined' || isOneCluster(effectiveClusters)) return { low: 0, high: 1 }
  const options = { confidence, sided }
  if (effectiveClusters === undefined) return wilsonBounds(estimate.value, effectiveN, options)
  const probability = sided === 'two' ? (1 + confidence) / 2 : confidence
  // At 0.5 both quantiles are 0, and the bound is the estimate however many rows there are.
  const shrink =
    probability === 0.5
      ? 1
      : (normalQuantile(probability) / criticalValue(probability, effectiveClusters)) ** 2
  const { low, high } = wilsonBounds(estimate.value, effectiveN * shrink, options)
  const best = wilsonBounds(1, effectiveClusters * shrink, options)
  const worst = wilsonBounds(0, effectiveClusters * shrink, options)
  return { low: Math.min(low, best.low), high: Math.max(high, worst.high) }
}

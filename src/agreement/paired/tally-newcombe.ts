import { isOneCluster } from '../estimate.ts'
import type { DifferenceInterval } from '../intervals/newcombe-difference.ts'
import { meanOver } from '../tally-mean.ts'
import type { Tally } from '../tally.ts'
import { clusterShrink, type PairedFigures } from './compare-paired.ts'
import { newcombePaired, type PairedCounts } from './newcombe-paired.ts'

/** On which shares of the rows two judges are right; they sum to 1. */
export type PairShares = PairedCounts

/** The shares of the rows, weighted where rows are, on which both, one or neither of two judges is right. */
export function pairShares({
  firstAccuracy,
  difference,
  discordance,
}: Pick<PairedFigures, 'firstAccuracy' | 'difference' | 'discordance'>): PairShares {
  const onlyFirst = Math.max(0, (discordance + difference) / 2)
  const onlySecond = Math.max(0, (discordance - difference) / 2)
  const both = Math.max(0, firstAccuracy - onlyFirst)
  return { both, onlyFirst, onlySecond, neither: Math.max(0, 1 - both - onlyFirst - onlySecond) }
}

/**
 * Newcombe's interval of a `pairTally` and what `comparePairTally` made of it: on the effective number of rows,
 * lessened for few clusters, and with clusters no nearer to the difference than that of no discordant row at all on as
 * many rows as there are clusters of one size. `confidence` is 0.95 by default.
 */
export function tallyNewcombe(
  tally: Tally,
  figures: PairedFigures,
  { confidence = 0.95 }: { confidence?: number } = {},
): DifferenceInterval {
  const shrink = clusterShrink(tally, (1 + confidence) / 2)
  const n = figures.effectiveRows * shrink
  const { both, onlyFirst, onlySecond, neither } = pairShares(figures)
  const found = newcombePaired(
    { both: both * n, onlyFirst: onlyFirst * n, onlySecond: onlySecond * n, neither: neither * n },
    { confidence },
  )
  const clusters = effectiveClustersOf(tally)
  if (found.kind === 'undefined' || clusters === undefined || isOneCluster(clusters)) return found
  const none = { both: 0, onlyFirst: 0, onlySecond: 0, neither: clusters * shrink }
  const least = newcombePaired(none, { confidence })
  if (least.kind === 'undefined') return least
  const { difference, low, high } = found
  return {
    kind: 'value',
    difference,
    low: Math.max(-1, Math.min(low, difference - least.high)),
    high: Math.min(1, Math.max(high, difference + least.high)),
  }
}

/** How many clusters of one weight would say as much as those of a tally; undefined without clusters. */
export function effectiveClustersOf(tally: Tally): number | undefined {
  return meanOver(tally, () => 0)?.effectiveClusters
}

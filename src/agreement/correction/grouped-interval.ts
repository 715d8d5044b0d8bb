import { criticalValue, isOneCluster } from '../estimate.ts'
import type { Interval } from '../intervals/wilson-interval.ts'
import { clip, type CorrectedRate, type GroupCounts, labelsIn } from './judged-counts.ts'

/**
 * The interval of a corrected rate where rows lie in groups: the wider, at either end, of its own, which takes rows
 * for independent, and of the rate plus and minus t robust standard errors. These sum the influence of each group's
 * rows before it is squared, with the factor G / (G - 1) (Liang and Zeger 1986); t has one degree of freedom less
 * than there are groups of one size (Kish), of truly passing, truly failing or unlabelled rows, whichever are fewest.
 * Fewer than two such give no interval: 0 to 1.
 */
export function groupedInterval(
  groups: readonly GroupCounts[],
  { rate, low, high }: CorrectedRate & { kind: 'value' },
  influence: (group: GroupCounts) => number,
): Interval {
  const effective = Math.min(
    groupsOfOneSize(groups.map(({ labelled }) => labelled.truePasses + labelled.falseFails)),
    groupsOfOneSize(groups.map(({ labelled }) => labelled.falsePasses + labelled.trueFails)),
    groupsOfOneSize(groups.map(({ unlabelled }) => unlabelled.n)),
  )
  if (isOneCluster(effective)) return { low: 0, high: 1 }
  const squares = groups.reduce((sum, group) => sum + influence(group) ** 2, 0)
  const standardError = Math.sqrt((squares * groups.length) / (groups.length - 1))
  const reach = criticalValue(0.975, effective) * standardError
  return { low: Math.min(low, clip(rate - reach)), high: Math.max(high, clip(rate + reach)) }
}

/** How many groups of one size would say as much as those of the labelled rows (Kish). */
export function labelledGroups(groups: readonly GroupCounts[]): number {
  return groupsOfOneSize(groups.map(({ labelled }) => labelsIn(labelled)))
}

function groupsOfOneSize(sizes: readonly number[]): number {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return total ** 2 / sizes.reduce((sum, size) => sum + size ** 2, 0)
}

import type { Pair } from '../agreement/index.ts'
import type { AuditTrial } from '../contract/index.ts'
import type { Direction, TrialMarks } from './trial-marks.ts'

/** A trial with three verdicts, and what they say. */
export interface MarkedTrial {
  trial: AuditTrial
  marks: TrialMarks
}

/** Trials by row and repeat: sums over them come out the same whatever order they came in. */
export function inOrder(trials: readonly AuditTrial[]): AuditTrial[] {
  const before = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
  return trials.toSorted((left, right) => before(left.rowId, right.rowId) || left.repeat - right.repeat)
}

/**
 * How each of some trials counts: as its share of its row, and in the cluster of its group, or of its row where that
 * has several. Without either, no trial has a cluster.
 */
export function standingOf(
  trials: readonly AuditTrial[],
): (trial: AuditTrial) => Pick<Pair, 'cluster' | 'share'> {
  const repeats = new Map<string, number>()
  for (const { rowId } of trials) repeats.set(rowId, (repeats.get(rowId) ?? 0) + 1)
  const isClustered = trials.some(({ group }) => group !== undefined) || repeats.size < trials.length
  return ({ rowId, group }) => ({
    ...(isClustered && { cluster: group === undefined ? `row ${rowId}` : `group ${group}` }),
    share: 1 / (repeats.get(rowId) ?? 1),
  })
}

/** For each trial whether the change counts (first) and whether the placebo does (second). */
export function pairsOf(
  marked: readonly MarkedTrial[],
  counts: (direction: Direction | undefined) => boolean,
): Pair[] {
  const standing = standingOf(marked.map(({ trial }) => trial))
  return marked.map(({ trial, marks }) => ({
    first: counts(marks.changed),
    second: counts(marks.placebo),
    ...standing(trial),
  }))
}

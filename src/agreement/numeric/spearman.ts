import { type Statistic, value } from '../statistic.ts'
import { type NumericPair, totalWeight, weightsOf, withoutRanks } from './numeric-pair.ts'

/**
 * Spearman's rank correlation: Pearson's on midranks (Spearman 1904; Kendall and Gibbons 1990 for ties). A
 * weight counts a row that many times, also among the ranks. Undefined without rows, or when all truths or
 * all verdicts are one number, as with a single row.
 */
export function spearman(pairs: readonly NumericPair[]): Statistic {
  const refused = withoutRanks(pairs)
  if (refused !== undefined) return refused
  const [truths, verdicts] = [deviations(pairs, 'truth'), deviations(pairs, 'verdict')]
  const moment = (left: readonly number[], right: readonly number[]) =>
    pairs.reduce((sum, { weight = 1 }, row) => sum + weight * (left[row] ?? 0) * (right[row] ?? 0), 0)
  const correlation =
    moment(truths, verdicts) / Math.sqrt(moment(truths, truths) * moment(verdicts, verdicts))
  return value(Math.max(-1, Math.min(1, correlation)))
}

/** Each row's midrank on one side, less the mean of all, which is half the total weight. */
function deviations(pairs: readonly NumericPair[], side: 'truth' | 'verdict'): number[] {
  const half = totalWeight(pairs) / 2
  const ranks = new Map<number, number>()
  let below = 0
  for (const [number, weight] of [...weightsOf(pairs, side)].sort(([left], [right]) => left - right)) {
    ranks.set(number, below + weight / 2 - half)
    below += weight
  }
  return pairs.map(({ [side]: own }) => ranks.get(own) ?? 0)
}

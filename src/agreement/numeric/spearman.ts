import { type Statistic, value } from '../statistic.ts'
import { midrankDeviations } from './midranks.ts'
import { type NumericPair, withoutRanks } from './numeric-pair.ts'

/**
 * Spearman's rank correlation: Pearson's on midranks (Spearman 1904; Kendall and Gibbons 1990 for ties). A
 * weight counts a row that many times, also among the ranks. Undefined without rows, or when all truths or
 * all verdicts are one number, as with a single row.
 */
export function spearman(pairs: readonly NumericPair[]): Statistic {
  const refused = withoutRanks(pairs)
  if (refused !== undefined) return refused
  const weights = pairs.map(({ weight = 1 }) => weight)
  const [truths, verdicts] = (['truth', 'verdict'] as const).map((side) =>
    midrankDeviations(
      pairs.map((pair) => pair[side]),
      weights,
    ),
  ) as [number[], number[]]
  const moment = (left: readonly number[], right: readonly number[]) =>
    pairs.reduce((sum, { weight = 1 }, row) => sum + weight * (left[row] ?? 0) * (right[row] ?? 0), 0)
  const correlation =
    moment(truths, verdicts) / Math.sqrt(moment(truths, truths) * moment(verdicts, verdicts))
  return value(Math.max(-1, Math.min(1, correlation)))
}

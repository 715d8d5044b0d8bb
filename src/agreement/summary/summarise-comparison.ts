import type { BootstrapOptions } from '../paired/bootstrap.ts'
import type { PairedComparison } from '../paired/compare-paired.ts'
import { compareVerdicts, type VerdictComparison } from '../paired/compare-verdicts.ts'
import { judgeChange, type JudgeChange } from '../paired/judge-change.ts'
import { smallestDrop } from '../planning/paired-rows.ts'
import { agrees } from '../judgement.ts'
import { type Agreement, measureAgreement, type MeasureOptions } from '../measure-agreement.ts'
import type { Statistic } from '../statistic.ts'
import { comparePairs, type JudgementPair, pairJudgements } from './compare-judges.ts'
import { flipRate, type FlipRate } from './flip-rate.ts'
import type { RowJudgement } from './judgements.ts'

/** Two lists of judgements held against each other. */
export interface ComparisonSummary {
  /** On the answers that both judged, with the same truth. */
  comparison: PairedComparison
  /** What other figures differ by, by resampling; absent where no draw was given. */
  figures?: Pick<VerdictComparison, 'differences' | 'resampled'>
  /** Ids of the rows on which only the first, or only the second, agreed with the truth; each once. */
  onlyFirst: string[]
  onlySecond: string[]
  /** Judgements without a partner, and pairs with two truths: left out. */
  leftOut: { first: number; second: number; truths: number }
  /** Agreement of each on the pairs alone. */
  first: Agreement
  second: Agreement
  /** The smallest drop that so many rows can show, at the discordance seen. */
  smallestDrop: Statistic
  /** What the second is, as a change of the first. */
  change: JudgeChange
  /** How often the two say something else of the same answer. */
  flips: FlipRate
}

/** Compares judgements of the same answers, paired by row, answer and repeat. `band` is that of `judgeChange`. */
export function summariseComparison(
  first: readonly RowJudgement[],
  second: readonly RowJudgement[],
  { band, ...options }: MeasureOptions & { band?: number | undefined } = {},
  draw?: BootstrapOptions,
): ComparisonSummary {
  const all = pairJudgements(first, second)
  const pairs = all.filter((pair) => pair.first.truth === pair.second.truth)
  const comparison = comparePairs(pairs)
  const rowsWhere = (counts: (pair: JudgementPair) => boolean) => [
    ...new Set(pairs.filter(counts).map(({ first: { row } }) => row.id)),
  ]
  const figures = draw && compareVerdicts(pairs.map(asVerdictPair), options, draw)
  return {
    comparison,
    ...(figures && { figures: { differences: figures.differences, resampled: figures.resampled } }),
    onlyFirst: rowsWhere((pair) => agrees(pair.first) && !agrees(pair.second)),
    onlySecond: rowsWhere((pair) => agrees(pair.second) && !agrees(pair.first)),
    leftOut: {
      first: first.length - all.length,
      second: second.length - all.length,
      truths: all.length - pairs.length,
    },
    first: measureAgreement(
      pairs.map((pair) => pair.first),
      options,
    ),
    second: measureAgreement(
      pairs.map((pair) => pair.second),
      options,
    ),
    smallestDrop:
      comparison.kind === 'undefined'
        ? comparison
        : smallestDrop(comparison.effectiveRows, comparison.discordance),
    change: judgeChange(pairs.map(asVerdictPair), band),
    flips: flipRate(pairs),
  }
}

function asVerdictPair({ first, second }: JudgementPair) {
  const { truth, verdict, weight, share, cluster, pickedByVerdict } = first
  return { truth, first: verdict, second: second.verdict, weight, share, cluster, pickedByVerdict }
}

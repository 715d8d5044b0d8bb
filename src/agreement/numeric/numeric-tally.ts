import { type Estimate, linearised } from '../estimate.ts'
import { type Share, shareIn } from '../share.ts'
import { type Statistic, undefinedStatistic } from '../statistic.ts'
import { meanOver } from '../tally-mean.ts'
import { type Cell, type Tally, whole } from '../tally.ts'
import { kendallTauB } from './kendall-tau-b.ts'
import type { NumericPair } from './numeric-pair.ts'
import { spearman } from './spearman.ts'

/** How a judge's numbers agree with the true ones; unscored rows have none and are left out but of `within`. */
export interface NumericFigures {
  /** Scored rows. */
  rows: number
  meanAbsoluteError: Estimate
  /** Bias: verdict less truth, above 0 when the judge's numbers are too high. */
  meanError: Estimate
  tolerance: number
  /** Rows whose error is not above the tolerance, among all rows: unscored ones are not within. */
  within: Share
  spearman: Statistic
  kendallTauB: Statistic
}

interface NumericCell extends Cell {
  truth: number
  verdict: number | undefined
}

/**
 * Measures how a tally's numbers agree; undefined where some truth or verdict is no number, or no row is scored.
 * `tolerance` is the largest error that still counts as agreement; an error above it by rounding alone counts too.
 */
export function numericFigures(tally: Tally, tolerance: number): NumericFigures | undefined {
  const scored = tally.cells.filter(({ verdict }) => verdict !== undefined)
  if (scored.length === 0 || !tally.cells.every(isNumeric)) return undefined
  const pairs = scored.map(({ truth, verdict, weight }): NumericPair => ({
    truth: truth as number,
    verdict: verdict as number,
    weight,
  }))
  const { refusal } = tally
  const ranks = (correlation: (pairs: readonly NumericPair[]) => Statistic) =>
    refusal === undefined ? correlation(pairs) : undefinedStatistic(refusal)
  return {
    rows: whole(scored.reduce((sum, { rows }) => sum + rows, 0)),
    meanAbsoluteError: meanEstimate(tally, (error) => Math.abs(error)),
    meanError: meanEstimate(tally, (error) => error),
    tolerance,
    within: shareIn(tally, ({ truth, verdict }) => isWithin(truth as number, verdict as number, tolerance)),
    spearman: ranks(spearman),
    kendallTauB: ranks(kendallTauB),
  }
}

function isNumeric(cell: Cell): cell is NumericCell {
  return typeof cell.truth === 'number' && (cell.verdict === undefined || typeof cell.verdict === 'number')
}

function isWithin(truth: number, verdict: number | undefined, tolerance: number): boolean {
  if (verdict === undefined) return false
  const rounding = 2 * Number.EPSILON * Math.max(Math.abs(truth), Math.abs(verdict))
  return Math.abs(verdict - truth) <= tolerance + rounding
}

function meanEstimate(tally: Tally, score: (error: number) => number): Estimate {
  const { refusal } = tally
  if (refusal !== undefined) {
    return { estimate: undefinedStatistic(refusal), standardError: undefinedStatistic(refusal) }
  }
  const scoreOf = ({ truth, verdict }: Cell) =>
    verdict === undefined ? undefined : score((verdict as number) - (truth as number))
  return linearised(tally, meanOver(tally, scoreOf)?.mean ?? 0, scoreOf, 1)
}

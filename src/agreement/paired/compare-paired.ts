import { criticalValue, isOneCluster } from '../estimate.ts'
import { normalQuantile } from '../intervals/normal-quantile.ts'
import { meanOver } from '../tally-mean.ts'
import { type Tally, tallyOf, whole } from '../tally.ts'
import { mcnemar } from './mcnemar.ts'
import { tangoInterval } from './tango-interval.ts'

/** On one row: did each of two judges agree with the truth? */
export interface Pair {
  first: boolean
  second: boolean
  /** As of a judgement: see `Judgement`. */
  weight?: number | undefined
  share?: number | undefined
  cluster?: string | undefined
  pickedByVerdict?: boolean | undefined
}

/** Two judges on the same rows; undefined, with the reason, when they share none. */
export type PairedComparison = PairedFigures | { kind: 'undefined'; reason: string }

/** What two judges' verdicts on the same rows come to. */
export interface PairedFigures {
  kind: 'value'
  rows: number
  /** Rows on which both agreed with the truth. */
  both: number
  /** Rows on which only the first judge agreed with the truth. */
  onlyFirst: number
  /** Rows on which only the second judge agreed with the truth. */
  onlySecond: number
  /** Accuracy of the first minus accuracy of the second, in [-1, 1]. */
  difference: number
  /** Tango's 95 % interval of the difference. */
  low: number
  high: number
  /** Two-sided exact McNemar. */
  exact: number
  /** Two-sided McNemar mid-p. */
  midP: number
  /** One-sided McNemar mid-p: small when the first judge is better. */
  midPOneSided: number
  /** Share of rows on which exactly one of the two is right. */
  discordance: number
  /** How many independent, equally weighted rows would say as much; `rows` where the rows are such. */
  effectiveRows: number
}

/**
 * Compares two judges on the same rows. The order of the rows does not matter. Weights and clusters enter through
 * the effective number of rows, with which the tests are made: the discordant share divided by the variance of
 * the difference under no difference (Obuchowski 1998 for clusters), lessened for few clusters as a share's is.
 */
export function comparePaired(pairs: Iterable<Pair>): PairedComparison {
  const tally = tallyOf(asJudgements(pairs))
  const rows = cell(tally, () => true, 'rows')
  if (rows === 0) return { kind: 'undefined', reason: 'the two judges share no rows with a known truth' }
  if (tally.refusal !== undefined) return { kind: 'undefined', reason: tally.refusal }
  if (isOneCluster(meanOver(tally, () => 0)?.effectiveClusters)) {
    return { kind: 'undefined', reason: 'all rows, or nearly all, are of one group' }
  }
  const weight = cell(tally, () => true, 'weight')
  const firstWeight = cell(tally, (first, second) => first && !second, 'weight')
  const secondWeight = cell(tally, (first, second) => second && !first, 'weight')
  const discordance = (firstWeight + secondWeight) / weight
  const effectiveRows = whole(effectiveRowsOf(tally, discordance, rows))
  const onlyFirst = whole((firstWeight / weight) * effectiveRows)
  const onlySecond = whole((secondWeight / weight) * effectiveRows)
  return {
    kind: 'value',
    rows: whole(rows),
    both: whole(cell(tally, (first, second) => first && second, 'rows')),
    onlyFirst: whole(cell(tally, (first, second) => first && !second, 'rows')),
    onlySecond: whole(cell(tally, (first, second) => second && !first, 'rows')),
    difference: (firstWeight - secondWeight) / weight,
    ...tangoInterval(onlyFirst, onlySecond, effectiveRows),
    ...mcnemar(onlyFirst, onlySecond),
    discordance,
    effectiveRows,
  }
}

function* asJudgements(pairs: Iterable<Pair>) {
  for (const { first, second, ...rest } of pairs) yield { truth: first, verdict: second, ...rest }
}

function cell(
  { cells }: Tally,
  counts: (first: boolean, second: boolean) => boolean,
  what: 'rows' | 'weight',
): number {
  return cells.reduce(
    (sum, { truth, verdict, ...amounts }) =>
      counts(truth === true, verdict === true) ? sum + amounts[what] : sum,
    0,
  )
}

function effectiveRowsOf(tally: Tally, discordance: number, rows: number): number {
  if (!tally.weighted && tally.clusters === undefined) return rows
  const found = meanOver(tally, ({ truth, verdict }) => Number(truth) - Number(verdict), { about: 0 })
  if (found === undefined) return rows
  const { variance, kishRows, effectiveClusters } = found
  const bySpread = variance > 0 ? discordance / variance : kishRows
  const shrink =
    effectiveClusters === undefined
      ? 1
      : (normalQuantile(0.975) / criticalValue(0.975, effectiveClusters)) ** 2
  return Math.min(kishRows, bySpread) * shrink
}

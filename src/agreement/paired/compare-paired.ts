import { criticalValue, isOneCluster } from '../estimate.ts'
import { normalQuantile } from '../intervals/normal-quantile.ts'
import type { Interval } from '../intervals/wilson-interval.ts'
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
  /** Accuracy of either, weighted where rows are. */
  firstAccuracy: number
  secondAccuracy: number
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
 * an effective number of rows: the discordant share divided by the variance of the difference under no difference
 * (Obuchowski 1998 for clusters). For the interval it is never above Kish's, and lessened for few clusters as a
 * share's is.
 */
export function comparePaired(pairs: Iterable<Pair>): PairedComparison {
  return comparePairTally(pairTally(pairs))
}

/** Pairs as a tally, with whether the first judge is right for the truth, and the second for the verdict. */
export function pairTally(pairs: Iterable<Pair>): Tally {
  return tallyOf(asJudgements(pairs))
}

/** As `comparePaired`, from a `pairTally`. */
export function comparePairTally(tally: Tally): PairedComparison {
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
  const { tested, effectiveRows, clusters } = effectiveRowsOf(tally, discordance, rows)
  const counts = (n: number): [number, number] => [
    whole((firstWeight / weight) * n),
    whole((secondWeight / weight) * n),
  ]
  const shrink = clusterShrink(tally)
  const bothWeight = cell(tally, (first, second) => first && second, 'weight')
  return {
    kind: 'value',
    rows: whole(rows),
    both: whole(cell(tally, (first, second) => first && second, 'rows')),
    onlyFirst: whole(cell(tally, (first, second) => first && !second, 'rows')),
    onlySecond: whole(cell(tally, (first, second) => second && !first, 'rows')),
    firstAccuracy: (bothWeight + firstWeight) / weight,
    secondAccuracy: (bothWeight + secondWeight) / weight,
    difference: (firstWeight - secondWeight) / weight,
    ...differenceBounds(
      counts(effectiveRows * shrink),
      effectiveRows * shrink,
      clusters && clusters * shrink,
    ),
    ...mcnemar(...counts(tested)),
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
  what: 'rows' | 'weight' | 'judgements',
): number {
  return cells.reduce(
    (sum, { truth, verdict, ...amounts }) =>
      counts(truth === true, verdict === true) ? sum + amounts[what] : sum,
    0,
  )
}

/** Fewer discordant rows than this do not tell how alike those of a cluster are. */
const fewestDiscordant = 5

/**
 * On how many rows the tests are made, so that they weigh the sum of the differences against the root of the sum of
 * their squares, and as many rows as say no more than that. Never with more discordant rows than there are discordant
 * verdicts; and with hardly any, each cluster may be one row.
 */
function effectiveRowsOf(tally: Tally, discordance: number, rows: number): EffectiveRows {
  const found = meanOver(tally, ({ truth, verdict }) => Number(truth) - Number(verdict), { about: 0 })
  if (found === undefined || (!tally.weighted && tally.clusters === undefined)) {
    return { tested: rows, effectiveRows: rows, clusters: undefined }
  }
  const { variance, kishRows, effectiveClusters: clusters } = found
  const discordant = cell(tally, (first, second) => first !== second, 'judgements')
  const tested =
    variance > 0 ? Math.min(discordant / discordance, discordance / variance) : (clusters ?? kishRows)
  const isKnown = clusters === undefined || tested * discordance >= fewestDiscordant
  return {
    tested: whole(tested),
    effectiveRows: whole(Math.min(kishRows, tested, isKnown ? Infinity : clusters)),
    clusters,
  }
}

interface EffectiveRows {
  tested: number
  effectiveRows: number
  clusters: number | undefined
}

/**
 * Tango's bounds on effective rows; with clusters no nearer to the difference than those of no discordant row at all
 * on as many rows as there are clusters of one size.
 */
function differenceBounds([onlyFirst, onlySecond]: [number, number], n: number, clusters?: number): Interval {
  const { low, high } = tangoInterval(onlyFirst, onlySecond, n)
  if (clusters === undefined) return { low, high }
  const difference = (onlyFirst - onlySecond) / n
  const least = tangoInterval(0, 0, clusters).high
  return {
    low: Math.max(-1, Math.min(low, difference - least)),
    high: Math.min(1, Math.max(high, difference + least)),
  }
}

/**
 * What clusters take off the rows of an interval: (G - 1) / G, and the squared ratio of the normal to Student's t at
 * the `probability` that its upper end has.
 */
export function clusterShrink(tally: Tally, probability = 0.975): number {
  const { clusters, effectiveClusters } = meanOver(tally, () => 0) ?? {}
  if (clusters === undefined || effectiveClusters === undefined) return 1
  const ratio = normalQuantile(probability) / criticalValue(probability, effectiveClusters)
  return ((clusters - 1) / clusters) * ratio ** 2
}

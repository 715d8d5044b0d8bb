import type { CalibrationRow } from '../../contract/index.ts'
import { comparePairTally, type PairedFigures, pairTally } from '../paired/compare-paired.ts'
import { mcnemar } from '../paired/mcnemar.ts'
import { smallestDrop } from '../planning/paired-rows.ts'
import { partsOf, sampleKey } from '../summary/judgements.ts'
import { agrees } from '../judgement.ts'
import { meanOver } from '../tally-mean.ts'
import type { Tally } from '../tally.ts'
import { distinctPercents } from '../percent.ts'
import { countRows } from './criterion.ts'

/** An earlier measurement, or why there is none. */
export type Baseline =
  | { kind: 'value'; name: string; rows: readonly CalibrationRow[] }
  | { kind: 'undefined'; reason: string }

/** What a regression gate decides. */
export interface RegressionResult {
  outcome: 'pass' | 'fail' | 'inconclusive' | 'no-baseline'
  /** One plain sentence with the figures. */
  reason: string
  /** The baseline against the judge now; absent without a fit baseline. */
  comparison?: PairedFigures
  /** The chance of such a drop in a judge that has not changed; 1 without a comparison. */
  p: number
}

/** The largest drop in accuracy that is let through unless said otherwise. */
export const defaultTolerance = 0.02

/**
 * Holds a judge against an earlier measurement on the same rows: blocked when the drop is significant (one-sided
 * McNemar mid-p below `alpha`, 0.05) and larger than `tolerance`. Inconclusive where not even the loss of every right
 * verdict would be both. Without a baseline of the same rows, answers, repeats, truth and split, there is nothing to
 * compare with.
 */
export function evaluateRegression(
  now: readonly CalibrationRow[],
  baseline: Baseline,
  options: { tolerance?: number | undefined; alpha?: number; alignIds?: ReadonlySet<string> } = {},
): RegressionResult {
  const { tolerance = defaultTolerance, alpha = 0.05, alignIds = new Set() } = options
  if (baseline.kind === 'undefined') return unfit(baseline.reason)
  const { name, rows } = baseline
  const fault = differenceOf(now, rows, alignIds)
  if (fault !== undefined) return unfit(`The baseline ${name} cannot be compared with: ${fault}.`)
  const before = new Map(rows.map((row) => [rowKey(row), row]))
  const parts = partsOf(now)
  const tally = pairTally(
    now.map((row, index) => ({
      ...parts[index],
      weight: row.weight,
      first: agrees({ truth: row.truth, verdict: before.get(rowKey(row))?.verdict }),
      second: agrees({ truth: row.truth, verdict: row.verdict }),
    })),
  )
  const worst = worstDrop(tally)
  if (worst.drop <= tolerance + 1e-12 || worst.p >= alpha) {
    const on = `the ${countRows(now.length, 'held-out ')} of the baseline ${name}`
    return {
      outcome: 'inconclusive',
      reason: `On ${on}${inGroups(tally)} no drop could be seen: not even the loss of every right verdict would be significant and more than the ${points(tolerance)} points allowed.`,
      p: 1,
    }
  }
  const comparison = comparePairTally(tally)
  if (comparison.kind === 'undefined') return unfit(`${comparison.reason}.`)
  const { difference, midPOneSided } = comparison
  const isLarge = difference > tolerance + 1e-12
  const blocked = isLarge && midPOneSided < alpha
  return {
    outcome: blocked ? 'fail' : 'pass',
    reason: sentence(name, comparison, { blocked, isLarge, tolerance, level: alpha }),
    comparison,
    p: midPOneSided,
  }
}

/** The drop where every verdict that was right before were wrong now, and the p-value that it would have. */
function worstDrop(tally: Tally): { drop: number; p: number } {
  const right = meanOver(tally, ({ truth }) => Number(truth), { about: 0 })
  if (right === undefined || right.mean === 0) return { drop: 0, p: 1 }
  const verdicts = tally.cells.reduce(
    (sum, { truth, judgements }) => sum + (truth === true ? judgements : 0),
    0,
  )
  const lost = Math.min(verdicts, right.mean ** 2 / right.variance)
  return { drop: right.mean, p: mcnemar(lost, 0).midPOneSided }
}

function inGroups({ clusters }: Tally): string {
  if (clusters === undefined) return ''
  return clusters.size === 1 ? ', all of one group,' : `, in ${clusters.size} groups,`
}

function sentence(
  name: string,
  {
    rows,
    firstAccuracy,
    secondAccuracy,
    difference,
    midPOneSided,
    discordance,
    effectiveRows,
  }: PairedFigures,
  {
    blocked,
    isLarge,
    tolerance,
    level,
  }: { blocked: boolean; isLarge: boolean; tolerance: number; level: number },
): string {
  const [now, before] = distinctPercents(secondAccuracy, firstAccuracy)
  const on = countRows(rows, 'held-out ')
  const measured = `Accuracy ${now} against ${before} in the baseline ${name} on the same ${on}`
  const seen = smallestDrop(effectiveRows, discordance, { level, tolerance })
  const power =
    seen.kind === 'value'
      ? `a drop of ${points(seen.value)} points or more would have been seen four times in five`
      : 'on so few rows hardly any drop could have been seen'
  const significance = `one-sided mid-p ${formatP(midPOneSided)}`
  const verdict = blocked
    ? `a drop of ${points(difference)} points, significant (${significance}) and more than the ${points(tolerance)} allowed`
    : difference <= 0
      ? 'no drop'
      : isLarge
        ? `the drop is not significant (${significance})`
        : `the drop is within the ${points(tolerance)} points allowed`
  return `${measured}: ${verdict}; ${power}.`
}

function points(share: number): string {
  return (100 * share).toFixed(1)
}

function formatP(p: number): string {
  return p < 0.001 ? 'below .001' : p.toFixed(3).slice(p < 1 ? 1 : 0)
}

function unfit(reason: string): RegressionResult {
  return { outcome: 'no-baseline', reason, p: 1 }
}

/** How a baseline's rows differ from those of now, in words; undefined where they are the same. */
function differenceOf(
  now: readonly CalibrationRow[],
  before: readonly CalibrationRow[],
  alignIds: ReadonlySet<string>,
): string | undefined {
  const moved = before.filter(({ id }) => alignIds.has(id))
  if (moved.length > 0) return `it has another split: ${listed(moved)} may teach now`
  const ids = (rows: readonly CalibrationRow[]) => new Set(rows.map(({ id }) => id))
  const [idsNow, idsBefore] = [ids(now), ids(before)]
  const added = now.filter(({ id }) => !idsBefore.has(id))
  const gone = before.filter(({ id }) => !idsNow.has(id))
  if (added.length > 0) return `it has other rows: ${listed(added)} not in it`
  if (gone.length > 0) return `it has other rows: ${listed(gone)} only in it`
  const samples = new Set(before.map(sampleKey))
  const answers = now.filter((row) => !samples.has(sampleKey(row)))
  if (answers.length > 0) return `the system under test answered otherwise in it: ${listed(answers)}`
  const known = new Map(before.map((row) => [rowKey(row), row]))
  if (now.length !== before.length || now.some((row) => !known.has(rowKey(row)))) {
    return `it has other repeats: ${now.length} verdicts now, ${before.length} in it`
  }
  const truths = now.filter((row) => known.get(rowKey(row))?.truth !== row.truth)
  return truths.length > 0 ? `it has another truth: ${listed(truths)}` : undefined
}

function rowKey(row: CalibrationRow): string {
  return `${sampleKey(row)} ${row.repeat ?? 0}`
}

function listed(rows: readonly CalibrationRow[]): string {
  const ids = [...new Set(rows.map(({ id }) => id))]
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return ids.slice(0, 3).join(', ') + more
}

import {
  type Agreement,
  agrees,
  type BootstrapInterval,
  comparePaired,
  type MeasureOptions,
  measureTally,
  type PairedComparison,
  type Statistic,
  value,
} from '../../agreement/index.ts'
import type { PairedRow } from './gather.ts'
import { seededIntervals, resampledTally, type Unit } from './resample.ts'

const differenceNames = ['kappa', 'balancedAccuracy', 'macroF1'] as const

/** A figure whose difference between two judges needs a bootstrap. */
export type DifferenceName = (typeof differenceNames)[number]

/** A figure of the first judge less the second's, with its bootstrap interval. */
export interface Difference {
  estimate: Statistic
  interval: BootstrapInterval
}

/** Two judges on the same rows. */
export interface Comparison {
  /** Who is right, row by row. */
  paired: PairedComparison
  differences: Record<DifferenceName, Difference>
  /** What was drawn for the intervals of `differences`. */
  resampled: 'rows' | 'clusters'
}

/** Compares two judges; resamples rows, or clusters where there are such, each with both verdicts. */
export function compareVerdicts(
  rows: readonly PairedRow[],
  options: MeasureOptions,
  pickedByVerdict: boolean,
): Comparison {
  const paired = comparePaired(
    rows.map(({ truth, first, second, weight, cluster }) => ({
      first: agrees({ truth, verdict: first }),
      second: agrees({ truth, verdict: second }),
      weight,
      cluster,
      pickedByVerdict,
    })),
  )
  const resampled = rows[0]?.cluster === undefined ? 'rows' : 'clusters'
  if (paired.kind === 'undefined') {
    return { paired, differences: named(() => ({ estimate: paired, interval: paired })), resampled }
  }
  const { cells, units } = unitsOf(rows)
  const first = cells.map((cell) => ({ truth: cell.truth, verdict: cell.first }))
  const second = cells.map((cell) => ({ truth: cell.truth, verdict: cell.second }))
  const differencesIn = (sample: readonly Unit[]) => {
    const one = figuresOf(measureTally(resampledTally(sample, first), options))
    const other = figuresOf(measureTally(resampledTally(sample, second), options))
    return named((name) => less(one[name], other[name]))
  }
  const estimates = differencesIn(units)
  const intervals = seededIntervals(units, differenceNames, differencesIn)
  const differences = named((name) => ({ estimate: estimates[name], interval: intervals[name] }))
  return { paired, differences, resampled }
}

function named<Value>(valueOf: (name: DifferenceName) => Value): Record<DifferenceName, Value> {
  return {
    kappa: valueOf('kappa'),
    balancedAccuracy: valueOf('balancedAccuracy'),
    macroF1: valueOf('macroF1'),
  }
}

function figuresOf({ kappa, balancedAccuracy, macroF1 }: Agreement): Record<DifferenceName, Statistic> {
  return { kappa: kappa.estimate, balancedAccuracy: balancedAccuracy.estimate, macroF1 }
}

function less(first: Statistic, second: Statistic): Statistic {
  if (first.kind === 'undefined') return first
  return second.kind === 'undefined' ? second : value(first.value - second.value)
}

/** The different rows by truth and both verdicts, and how often each occurs in each row or cluster. */
function unitsOf(rows: readonly PairedRow[]): { cells: PairedRow[]; units: Unit[] } {
  const cells: PairedRow[] = []
  const places = new Map<string, number>()
  const clusters = new Map<string, number[]>()
  const alone: Unit[] = []
  const plain: Unit[] = []
  for (const row of rows) {
    const { truth, first, second, weight = 1, cluster } = row
    const key = JSON.stringify([truth, first ?? null, second ?? null])
    const place = places.get(key) ?? cells.length
    if (place === cells.length) {
      places.set(key, place)
      cells.push(row)
    }
    const unit = cluster === undefined ? undefined : clusters.get(cluster)
    if (unit !== undefined) unit.push(place, weight)
    else if (cluster !== undefined) clusters.set(cluster, [place, weight])
    else alone.push(weight === 1 ? (plain[place] ??= [place, 1]) : [place, weight])
  }
  return { cells, units: [...alone, ...clusters.values()] }
}

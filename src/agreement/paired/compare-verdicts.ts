import type { JudgeValue } from '../../contract/index.ts'
import { agrees, type Judgement } from '../judgement.ts'
import { type Agreement, type MeasureOptions, measureTally } from '../measure-agreement.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import type { BootstrapInterval, BootstrapOptions } from './bootstrap.ts'
import { comparePaired, type PairedComparison } from './compare-paired.ts'
import { resampledIntervals, resampledTally, type Unit } from './resample.ts'

/** A row that two judges were asked about; an undefined verdict is unscored. */
export interface VerdictPair extends Omit<Judgement, 'verdict'> {
  first: JudgeValue | undefined
  second: JudgeValue | undefined
}

const differenceNames = ['kappa', 'balancedAccuracy', 'macroF1', 'meanAbsoluteError'] as const

/** A figure whose difference between two judges needs a bootstrap. */
export type DifferenceName = (typeof differenceNames)[number]

/** A figure of the first judge less the second's, with its bootstrap interval. */
export interface Difference {
  estimate: Statistic
  interval: BootstrapInterval
}

/** Two judges on the same rows. */
export interface VerdictComparison {
  /** Who is right, row by row. */
  paired: PairedComparison
  /** Mean absolute error is better the smaller it is, and exists for numbers alone. */
  differences: Record<DifferenceName, Difference>
  /** What was drawn for the intervals of `differences`. */
  resampled: 'rows' | 'clusters'
}

/** Compares two judges; resamples rows, or clusters where there are such, each with both verdicts. */
export function compareVerdicts(
  rows: readonly VerdictPair[],
  options: MeasureOptions,
  draw: BootstrapOptions,
): VerdictComparison {
  const paired = comparePaired(
    rows.map(({ truth, first, second, ...rest }) => ({
      ...rest,
      first: agrees({ truth, verdict: first }),
      second: agrees({ truth, verdict: second }),
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
  const intervals = resampledIntervals(units, differenceNames, differencesIn, draw)
  const differences = named((name) => ({ estimate: estimates[name], interval: intervals[name] }))
  return { paired, differences, resampled }
}

function named<Value>(valueOf: (name: DifferenceName) => Value): Record<DifferenceName, Value> {
  return Object.fromEntries(differenceNames.map((name) => [name, valueOf(name)])) as Record<
    DifferenceName,
    Value
  >
}

function figuresOf({
  kappa,
  balancedAccuracy,
  macroF1,
  numeric,
}: Agreement): Record<DifferenceName, Statistic> {
  return {
    kappa: kappa.estimate,
    balancedAccuracy: balancedAccuracy.estimate,
    macroF1,
    meanAbsoluteError: numeric?.meanAbsoluteError.estimate ?? undefinedStatistic('the values are no numbers'),
  }
}

function less(first: Statistic, second: Statistic): Statistic {
  if (first.kind === 'undefined') return first
  return second.kind === 'undefined' ? second : value(first.value - second.value)
}

/** The different rows by truth and both verdicts, and how often each occurs in each row or cluster. */
function unitsOf(rows: readonly VerdictPair[]): { cells: VerdictPair[]; units: Unit[] } {
  const cells: VerdictPair[] = []
  const places = new Map<string, number>()
  const clusters = new Map<string, number[]>()
  const alone: Unit[] = []
  const plain: Unit[] = []
  for (const row of rows) {
    const { truth, first, second, cluster } = row
    const weight = (row.weight ?? 1) * (row.share ?? 1)
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

import type { Judgement } from '../judgement.ts'
import { type Statistic, undefinedStatistic } from '../statistic.ts'
import { type Tally, tallyOf } from '../tally.ts'
import { type BootstrapInterval, bootstrapIntervals, type BootstrapOptions } from './bootstrap.ts'

/** What is drawn as one: a row or a cluster, as pairs of a cell's index and the weight in it. */
export type Unit = readonly number[]

const mostUnits = 10_000

/** Bootstrap intervals of several figures of the same resamples; undefined for more than 10,000 units, on which
 * the intervals of formulas serve. */
export function resampledIntervals<Name extends string>(
  units: readonly Unit[],
  names: readonly Name[],
  figures: (units: readonly Unit[]) => Record<Name, Statistic>,
  options: BootstrapOptions,
): Record<Name, BootstrapInterval> {
  if (units.length <= mostUnits) return bootstrapIntervals(units, names, figures, options)
  const refused = undefinedStatistic(`${units.length} rows or clusters are too many to resample`)
  return Object.fromEntries(names.map((name) => [name, refused])) as Record<Name, BootstrapInterval>
}

/**
 * A resample counted: `judgements` gives what stands in each cell. Its estimates are the resample's; its intervals mean
 * nothing.
 */
export function resampledTally(
  units: readonly Unit[],
  judgements: readonly Pick<Judgement, 'truth' | 'verdict'>[],
): Tally {
  const weights = new Float64Array(judgements.length)
  for (const unit of units) {
    for (let place = 0; place < unit.length; place += 2) {
      const cell = unit[place] ?? 0
      weights[cell] = (weights[cell] ?? 0) + (unit[place + 1] ?? 0)
    }
  }
  return tallyOf(
    judgements
      .map(({ truth, verdict }, cell) => ({ truth, verdict, weight: weights[cell] ?? 0 }))
      .filter(({ weight }) => weight > 0),
  )
}

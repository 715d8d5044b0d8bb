import type { Statistic } from '../statistic.ts'

/** A bootstrap interval, or why there is none. */
export type BootstrapInterval =
  | {
      kind: 'value'
      low: number
      high: number
      /** Resamples drawn. */
      resamples: number
      /** Share of them, at most 0.05, in which the statistic does not exist; they are left out. */
      undefinedShare: number
    }
  | { kind: 'undefined'; reason: string }

/** How a bootstrap draws. */
export interface BootstrapOptions {
  /** A number in [0, 1) at each call; the interval is the same whenever the numbers are. */
  random: () => number
  /** Default 2000. */
  resamples?: number
  /** Default 0.95. */
  confidence?: number
}

const largestUndefinedShare = 0.05

/**
 * The percentile bootstrap interval (Efron 1979) of a statistic over independent units: rows, or clusters of rows.
 * Each resample draws as many units as there are, with replacement; the ends are quantiles of the statistic, linear
 * between neighbours. Undefined with fewer than 2 units, or when the statistic does not exist in more than 5 % of the
 * resamples.
 *
 * @throws RangeError unless resamples is a positive integer and 0 < confidence < 1
 */
export function bootstrapInterval<Unit>(
  units: readonly Unit[],
  statistic: (units: readonly Unit[]) => Statistic,
  options: BootstrapOptions,
): BootstrapInterval {
  return bootstrapIntervals(units, ['it'], (sample) => ({ it: statistic(sample) }), options).it
}

/** The same for several statistics by name, all of the same resamples. */
export function bootstrapIntervals<Unit, Name extends string>(
  units: readonly Unit[],
  names: readonly Name[],
  statistics: (units: readonly Unit[]) => Record<Name, Statistic>,
  { random, resamples = 2000, confidence = 0.95 }: BootstrapOptions,
): Record<Name, BootstrapInterval> {
  if (!(Number.isInteger(resamples) && resamples > 0 && confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `A positive count of resamples and a confidence between 0 and 1 were expected, got ${resamples} and ${confidence}.`,
    )
  }
  const drawn: Record<Name, Statistic>[] = []
  for (let draw = 0; draw < resamples && units.length > 1; draw++) {
    drawn.push(statistics(units.map(() => units[Math.floor(random() * units.length)] as Unit)))
  }
  const intervals = names.map((name): [Name, BootstrapInterval] => [
    name,
    drawn.length === 0
      ? { kind: 'undefined', reason: `a bootstrap needs at least 2 independent units, got ${units.length}` }
      : percentiles(
          drawn.map((found) => found[name]),
          confidence,
        ),
  ])
  return Object.fromEntries(intervals) as Record<Name, BootstrapInterval>
}

function percentiles(drawn: readonly Statistic[], confidence: number): BootstrapInterval {
  const resamples = drawn.length
  const values = drawn.flatMap((found) => (found.kind === 'value' ? [found.value] : []))
  const missing = resamples - values.length
  if (missing > largestUndefinedShare * resamples) {
    const reason = drawn.find((found) => found.kind === 'undefined')?.reason
    return {
      kind: 'undefined',
      reason: `it does not exist in ${missing} of ${resamples} resamples: ${reason}`,
    }
  }
  const sorted = Float64Array.from(values).sort()
  const tail = (1 - confidence) / 2
  return {
    kind: 'value',
    low: quantileOf(sorted, tail),
    high: quantileOf(sorted, 1 - tail),
    resamples,
    undefinedShare: missing / resamples,
  }
}

function quantileOf(sorted: Float64Array, probability: number): number {
  const place = (sorted.length - 1) * probability
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

import { type Interval, type IntervalOptions, wilsonBounds } from './wilson-interval.ts'

/** What a stratum of rows, drawn from by itself, shows of a share. */
export interface StratumShare {
  /** How many rows it stands for, on any scale that all strata have in common. */
  weight: number
  /** How many independent rows of it say so. */
  rows: number
  /** Of its rows, which part counts for the share and which against it; the rest is not asked about. */
  for: number
  against: number
  /** False where no row of it ever could. */
  mayBeFor: boolean
  mayBeAgainst: boolean
}

/**
 * Bounds of a share A / (A + B), where A and B are sums over strata of weight times the part for and against. A rate is
 * held possible while 0 lies within the interval of (1 - rate) A - rate B, which is made of the Wilson bounds of each
 * part by the squares of their distances (MOVER; Donner and Zou 2012 for ratios), with the correlation that the parts of
 * one stratum have. So a stratum that showed nothing against the share widens it by what it may hide: by its weight, and
 * the more the fewer of its rows were seen. `confidence` 0.95, `sided` `'two'` by default.
 */
export function stratifiedBounds(
  strata: readonly StratumShare[],
  { confidence = 0.95, sided = 'two' }: IntervalOptions = {},
): Interval {
  const both = { confidence: sided === 'two' ? confidence : 2 * confidence - 1 }
  const turned = strata.map((stratum): StratumShare => ({
    ...stratum,
    for: stratum.against,
    against: stratum.for,
    mayBeFor: stratum.mayBeAgainst,
    mayBeAgainst: stratum.mayBeFor,
  }))
  return {
    low: sided === 'upper' ? 0 : lowerBound(strata, both),
    high: sided === 'lower' ? 1 : 1 - lowerBound(turned, both),
  }
}

/**
 * The rate at which (A - rate T)² = (1 - rate)² P + rate² Q + 2 rate (1 - rate) S, T being A + B: the only one up to A / T,
 * as at 0 the left side is larger and there the right one.
 */
function lowerBound(strata: readonly StratumShare[], options: { confidence: number }): number {
  let [sum, total, ofSum, ofRest, common] = [0, 0, 0, 0, 0]
  for (const stratum of strata) {
    const { weight, rows, for: part, against } = stratum
    sum += weight * part
    total += weight * (part + against)
    const below = stratum.mayBeFor ? weight * (part - wilsonBounds(part, rows, options).low) : 0
    const above = stratum.mayBeAgainst ? weight * (wilsonBounds(against, rows, options).high - against) : 0
    ofSum += below * below
    ofRest += above * above
    common += correlation(part, against) * below * above
  }
  const atZero = sum * sum - ofSum
  if (atZero <= 0) return 0
  const half = sum * total - ofSum + common
  const squared = total * total - ofSum - ofRest + 2 * common
  return Math.min(1, atZero / (half + Math.sqrt(Math.max(0, half * half - squared * atZero))))
}

/** By how much one part of a stratum grows as the other shrinks: 1 where there are no other rows. */
function correlation(part: number, against: number): number {
  if (part + against > 1 - 1e-9) return 1
  return Math.sqrt((part * against) / ((1 - part) * (1 - against)))
}

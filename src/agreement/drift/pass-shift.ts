import type { Passing } from '../../contract/index.ts'
import type { Interval } from '../intervals/wilson-interval.ts'
import { comparePaired } from '../paired/compare-paired.ts'
import type { VerdictChange } from './verdict-changes.ts'

/** By how much the share of rows that a judge passes has moved; undefined, with the reason, where nothing tells. */
export type PassShift = PassShiftFigures | { kind: 'undefined'; reason: string }

/** A shift of a pass rate on the same rows. */
export interface PassShiftFigures extends Interval {
  kind: 'value'
  rows: number
  /** Share of the rows that pass, weighted where rows are: in the first run, and in the second. */
  before: number
  after: number
  /** Rows that came to pass, and rows that came to fail. */
  toPass: number
  toFail: number
  /** `after` less `before`, in [-1, 1]; its 95 % interval is Tango's. */
  difference: number
  /** Two-sided McNemar mid-p. */
  midP: number
}

/**
 * The shift of the pass rate from the first run to the second, by the values that passed in either. Groups and weights
 * enter as in `comparePaired`.
 */
export function passShift(
  changes: readonly VerdictChange[],
  [passedBefore, passesNow]: readonly [Passing, Passing],
): PassShift {
  if (changes.length === 0) return { kind: 'undefined', reason: 'there are no such rows' }
  const found = comparePaired(
    changes.map(({ first, second, weight, share, cluster, pickedByVerdict }) => ({
      first: passesNow(second),
      second: passedBefore(first),
      weight,
      share,
      cluster,
      pickedByVerdict,
    })),
  )
  if (found.kind === 'undefined') return found
  const { rows, firstAccuracy, secondAccuracy, onlyFirst, onlySecond, difference, low, high, midP } = found
  return {
    kind: 'value',
    rows,
    before: secondAccuracy,
    after: firstAccuracy,
    toPass: onlyFirst,
    toFail: onlySecond,
    difference,
    low,
    high,
    midP,
  }
}

import { mcnemar } from './mcnemar.ts'
import { tangoInterval } from './tango-interval.ts'

/** On one row: did each of two judges agree with the truth? */
export interface Pair {
  first: boolean
  second: boolean
}

/** Two judges on the same rows; undefined, with the reason, when they share none. */
export type PairedComparison =
  | {
      kind: 'value'
      rows: number
      /** Rows on which only the first judge agreed with the truth. */
      onlyFirst: number
      /** Rows on which only the second judge agreed with the truth. */
      onlySecond: number
      /** Accuracy of the first minus accuracy of the second, in [-1, 1]. */
      difference: number
      /** Tango's 95 % interval of the difference. */
      low: number
      high: number
      /** Two-sided McNemar mid-p. */
      midP: number
      /** One-sided McNemar mid-p: small when the first judge is better. */
      midPOneSided: number
    }
  | { kind: 'undefined'; reason: string }

/** Compares two judges on the same rows. The order of the rows does not matter. */
export function comparePaired(pairs: readonly Pair[]): PairedComparison {
  const rows = pairs.length
  if (rows === 0) return { kind: 'undefined', reason: 'the two judges share no rows with a known truth' }
  const onlyFirst = pairs.filter(({ first, second }) => first && !second).length
  const onlySecond = pairs.filter(({ first, second }) => second && !first).length
  const { midP, midPOneSided } = mcnemar(onlyFirst, onlySecond)
  return {
    kind: 'value',
    rows,
    onlyFirst,
    onlySecond,
    difference: (onlyFirst - onlySecond) / rows,
    ...tangoInterval(onlyFirst, onlySecond, rows),
    midP,
    midPOneSided,
  }
}

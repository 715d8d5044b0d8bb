import type { Passing, RunRow } from '../../contract/index.ts'
import type { Interval } from '../intervals/wilson-interval.ts'
import { whole } from '../tally.ts'
import { passShift, type PassShift, type PassShiftFigures } from './pass-shift.ts'
import { type LeftOut, type VerdictChange, verdictChanges } from './verdict-changes.ts'

/** Fewer byte-identical rows than this do not tell a judge's shift from the system's. */
export const fewestAnchors = 30

/** The system's part of a shift of the pass rate: what the judge's part leaves, over all rows. */
export type SystemShift =
  | ({ kind: 'value'; difference: number } & Interval)
  | { kind: 'undefined'; reason: string }

/** Where a shift of the pass rate comes from: whose 95 % interval of the part leaves 0 out. */
export type ShiftCause = 'judge' | 'system' | 'both' | 'neither'

/** The shift of the rate at which one judge passes the rows of two runs, and whose it is. */
export interface ShiftSummary {
  /** On all rows that both runs have. */
  total: PassShift
  /** The judge's part: the shift on rows that are byte-identical in both runs. Undefined below 30 of them. */
  judge: PassShift
  /** The system's part. `judge` and `system` sum to `total`. */
  system: SystemShift
  /** Absent where the parts cannot be told apart. */
  cause?: ShiftCause
  /** Rows that are byte-identical in both runs, and rows that are not. */
  anchors: number
  changed: number
  /** Of the anchors, those with a verdict from a recording of a judge that has not changed: no news of its model. */
  replayed: number
  leftOut: LeftOut
}

/**
 * Separates what a judge's pass rate moved between two runs into the judge's part and the system's. On rows that are
 * byte-identical in both (anchors) the system cannot have moved, so what moves there is the judge's. On all rows the
 * shift is D = f J + (1 − f) C, with J on anchors, C on the others and f the anchors' share of the weight; the rest
 * D − J = (1 − f)(C − J) is the system's, if the judge moved on the others as it did on the anchors. Its interval joins
 * those of C and J, two sets of rows, by the squares of their lengths (MOVER, Zou and Donner 2008). `passes` are the
 * values that pass in the first run and in the second: a threshold that was moved is the judge's shift.
 */
export function splitShift(
  first: readonly RunRow[],
  second: readonly RunRow[],
  judge: { id: string; passes: readonly [Passing | undefined, Passing | undefined]; isSame: boolean },
): ShiftSummary {
  const { changes, leftOut } = verdictChanges(first, second, judge.id)
  const anchors = changes.filter(({ isAnchor }) => isAnchor)
  const others = changes.filter(({ isAnchor }) => !isAnchor)
  const counts = {
    anchors: rowsOf(anchors),
    changed: rowsOf(others),
    replayed: judge.isSame ? rowsOf(anchors.filter(({ isRecorded }) => isRecorded)) : 0,
    leftOut,
  }
  const [passedBefore, passesNow] = judge.passes
  if (passedBefore === undefined || passesNow === undefined) {
    const unknown = { kind: 'undefined', reason: 'it is not known which values of the judge pass' } as const
    return { total: unknown, judge: unknown, system: unknown, ...counts }
  }
  const passes = [passedBefore, passesNow] as const
  const total = passShift(changes, passes)
  if (total.kind === 'undefined') return { total, judge: total, system: total, ...counts }
  if (counts.anchors < fewestAnchors) {
    const few = {
      kind: 'undefined',
      reason: `${counts.anchors} of ${counts.anchors + counts.changed} rows are byte-identical in both runs, and ${fewestAnchors} are needed`,
    } as const
    return { total, judge: few, system: few, ...counts }
  }
  const own = passShift(anchors, passes)
  const system =
    own.kind === 'undefined' ? own : systemShift(own, others, passes, weightOf(others) / weightOf(changes))
  return {
    total,
    judge: own,
    system,
    ...(own.kind === 'value' && system.kind === 'value' && { cause: causeOf(own, system) }),
    ...counts,
  }
}

function systemShift(
  own: PassShiftFigures,
  others: readonly VerdictChange[],
  passes: readonly [Passing, Passing],
  share: number,
): SystemShift {
  if (others.length === 0) return { kind: 'value', difference: 0, low: 0, high: 0 }
  const rest = passShift(others, passes)
  if (rest.kind === 'undefined') return rest
  const difference = rest.difference - own.difference
  const below = Math.hypot(rest.difference - rest.low, own.high - own.difference)
  const above = Math.hypot(rest.high - rest.difference, own.difference - own.low)
  return {
    kind: 'value',
    difference: share * difference,
    low: Math.max(-1, share * (difference - below)),
    high: Math.min(1, share * (difference + above)),
  }
}

function causeOf(judge: Interval, system: Interval): ShiftCause {
  const isShown = ({ low, high }: Interval) => low > 0 || high < 0
  if (isShown(judge)) return isShown(system) ? 'both' : 'judge'
  return isShown(system) ? 'system' : 'neither'
}

/** Rows, each once however often it was judged. */
function rowsOf(changes: readonly VerdictChange[]): number {
  return whole(changes.reduce((sum, { share = 1 }) => sum + share, 0))
}

function weightOf(changes: readonly VerdictChange[]): number {
  return changes.reduce((sum, { weight = 1, share = 1 }) => sum + weight * share, 0)
}

import type { PassShiftFigures, ShiftSummary, SystemShift } from '../agreement/index.ts'
import { percent } from '../agreement/index.ts'
import { count, formatCount, list, points, signedPoints } from './format.ts'
import type { Remark } from './remark.ts'

/** By how much the pass rate moved between two runs, whose shift it is, and what that rests on. */
export function shiftRemarks({
  total,
  judge,
  system,
  cause,
  anchors,
  changed,
  replayed,
  leftOut,
}: ShiftSummary): Remark[] {
  const left = leftOutText(leftOut)
  if (total.kind === 'undefined') {
    return [{ text: `shift of the pass rate: none is given: ${total.reason}${left}`, tone: 'quiet' }]
  }
  return [
    {
      text: `shift of the pass rate: from ${percent(total.before)} to ${percent(total.after)}, ${difference(total)}, on the same ${count(total.rows, 'row')}${left}`,
      tone: 'plain',
    },
    ...(judge.kind === 'undefined' || system.kind === 'undefined'
      ? refusal(judge, system)
      : [
          { text: judgeText(judge), tone: 'plain' } as const,
          { text: systemText(system, changed), tone: 'plain' } as const,
        ]),
    ...(cause === undefined ? [] : [causeRemark(cause)]),
    ...(replayed > 0 && judge.kind === 'value' ? [replayRemark(replayed, anchors)] : []),
  ]
}

function leftOutText({ withoutPartner, otherInputs, unscored }: ShiftSummary['leftOut']): string {
  const parts = [
    ...(withoutPartner > 0 ? [`${count(withoutPartner, 'row')} judged in one of the runs alone`] : []),
    ...(otherInputs > 0 ? [`${count(otherInputs, 'row')} with other inputs or expectations`] : []),
    ...(unscored > 0 ? [`${count(unscored, 'row')} unscored in either`] : []),
  ]
  return parts.length === 0 ? '' : `; left out: ${list(parts)}`
}

function refusal(judge: ShiftSummary['judge'], system: SystemShift): Remark[] {
  const reason = judge.kind === 'undefined' ? judge.reason : system.kind === 'undefined' ? system.reason : ''
  return [{ text: `the judge's part of it cannot be told from the system's: ${reason}`, tone: 'doubtful' }]
}

function judgeText(judge: PassShiftFigures): string {
  const { rows, toPass, toFail } = judge
  return `the judge's part: ${difference(judge)}, from ${count(rows, 'row')} that ${rows === 1 ? 'is' : 'are'} byte-identical in both runs (${formatCount(toPass)} came to pass, ${formatCount(toFail)} to fail)`
}

function systemText(system: Extract<SystemShift, { kind: 'value' }>, changed: number): string {
  return changed === 0
    ? "the system's part: none, no output differs"
    : `the system's part: ${difference(system)}, the rest, from ${count(changed, 'row')} with other outputs`
}

function difference(shift: { difference: number; low: number; high: number }): string {
  return `${signedPoints(shift.difference)} points [${points(shift.low)}, ${points(shift.high)}]`
}

const causes = {
  judge: 'it is the judge that moved; the system under test is not shown to have',
  system: 'it is the system under test that moved; the judge is not shown to have',
  both: 'both moved, the judge and the system under test',
  neither: 'neither the judge nor the system under test is shown to have moved',
} as const

function causeRemark(cause: NonNullable<ShiftSummary['cause']>): Remark {
  return { text: `so ${causes[cause]}`, tone: cause === 'neither' ? 'plain' : 'strong' }
}

function replayRemark(replayed: number, anchors: number): Remark {
  return {
    text: `${formatCount(replayed)} of the ${count(anchors, 'byte-identical row')} have a recorded verdict: they show nothing of a model that its provider changed since, and what it did to other rows would be taken for the system's; ask anew with VITEST_JUDGE_RECORDINGS=refresh`,
    tone: 'doubtful',
  }
}

/** What the parts of a shift mean. */
export const shiftMeaning =
  "shift of the pass rate: rows on which all that the judge saw is byte for byte the same in both runs can move by the judge alone; what the whole has moved beyond that is the system's, as far as the judge moved on the other rows as it did on these."

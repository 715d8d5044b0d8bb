import { sameValue } from '../agreement/index.ts'
import {
  type AuditTrial,
  type JudgeDefinition,
  type JudgeValue,
  passing,
  type Passing,
} from '../contract/index.ts'

/** What an audit must know of a judge to tell its verdicts apart. */
export type AuditMeaning = Pick<JudgeDefinition, 'passes' | 'valueType'>

/** How the verdicts of a judge are told apart; undefined, with the reason, where they cannot be. */
export type Reading =
  | { kind: 'value'; differ: (left: JudgeValue, right: JudgeValue) => boolean; passes: Passing | undefined }
  | { kind: 'undefined'; reason: string }

/** To where a verdict changed: `other` where both pass, both fail, or nobody knows what passes. */
export type Direction = 'pass' | 'fail' | 'other'

/** What one trial says, all of its three answers being verdicts. */
export interface TrialMarks {
  /** Where the changed sample's verdict went; undefined where it is as expected. */
  changed: Direction | undefined
  /** Where the second verdict on the sample as it is went; undefined where it is the first. */
  placebo: Direction | undefined
  /** True where the truth fails; undefined where that is not known. */
  truthFails: boolean | undefined
}

/**
 * Labels, booleans and integers are told apart as they are. Free text and numbers without steps hardly ever come out
 * the same twice: of them it counts whether they pass.
 */
export function readingOf(meaning: AuditMeaning): Reading {
  const passes = passing(meaning)
  const { valueType } = meaning
  const isFine = valueType.type === 'text' || (valueType.type === 'number' && !valueType.integer)
  if (!isFine) return { kind: 'value', differ: (left, right) => !sameValue(left, right), passes }
  if (passes === undefined) {
    const kind = valueType.type === 'text' ? 'free text' : 'numbers without steps'
    return {
      kind: 'undefined',
      reason: `the judge answers with ${kind}, and nothing says which of it passes`,
    }
  }
  return { kind: 'value', differ: (left, right) => passes(left) !== passes(right), passes }
}

/** What a trial says; undefined unless all three answers are verdicts. */
export function marksOf(
  { base, placebo, changed, expected, truth }: AuditTrial,
  reading: Reading & { kind: 'value' },
): TrialMarks | undefined {
  if (base.outcome !== 'scored' || placebo.outcome !== 'scored' || changed.outcome !== 'scored') {
    return undefined
  }
  return {
    changed: directionOf(expected ?? base.value, changed.value, reading),
    placebo: directionOf(base.value, placebo.value, reading),
    truthFails: truth === undefined || reading.passes === undefined ? undefined : !reading.passes(truth),
  }
}

function directionOf(
  from: JudgeValue,
  to: JudgeValue,
  { differ, passes }: Reading & { kind: 'value' },
): Direction | undefined {
  if (!differ(from, to)) return undefined
  if (passes === undefined || passes(from) === passes(to)) return 'other'
  return passes(to) ? 'pass' : 'fail'
}

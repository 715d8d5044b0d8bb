import type { AuditTrial } from '../contract/index.ts'
import { type AuditMeaning, type Direction, marksOf, readingOf } from './trial-marks.ts'

/** A trial in which the change changed the verdict. */
export interface ChangedTrial {
  trial: AuditTrial
  /** To where it went: `other` where both pass, both fail, or nobody knows what passes. */
  direction: Direction
  /** True where the placebo changed the verdict too. */
  placeboToo: boolean
  /** True where the truth fails, false where it passes; undefined where that is not known. */
  truthFails: boolean | undefined
}

/** The trials in which a change changed the verdict; first those that pass a wrong answer, then in their own order. */
export function changedTrials(trials: readonly AuditTrial[], meaning: AuditMeaning): ChangedTrial[] {
  const reading = readingOf(meaning)
  if (reading.kind === 'undefined') return []
  const found = trials.flatMap((trial): ChangedTrial[] => {
    const marks = marksOf(trial, reading)
    if (marks?.changed === undefined) return []
    return [
      {
        trial,
        direction: marks.changed,
        placeboToo: marks.placebo !== undefined,
        truthFails: marks.truthFails,
      },
    ]
  })
  const hurts = ({ direction, truthFails }: ChangedTrial) =>
    direction === 'pass' ? (truthFails === true ? 0 : 1) : 2
  return found.toSorted((left, right) => hurts(left) - hurts(right))
}

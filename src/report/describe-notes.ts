import type { JudgeSummary, SuiteCalls, SuiteSummary } from '../agreement/index.ts'
import { percent } from '../agreement/index.ts'
import type { Run } from '../contract/index.ts'
import { wornRemarks } from './describe-worn.ts'
import { fallbackNotes } from './fallback-notes.ts'
import { count, list } from './format.ts'
import { memoryNotes } from './memory-notes.ts'
import type { Remark } from './remark.ts'

const listed = 5

/**
 * What a reader must know besides the figures: offline, partial, leaks, stale memories, disputes, missing outputs, and
 * what calls to models met.
 */
export function runNotes(
  run: Run,
  summaries: readonly SuiteSummary[],
  calls: readonly SuiteCalls[],
): Remark[] {
  const warnings = [
    ...(run.offline ? ['Verdicts come from the offline stand-in, which is no language model.'] : []),
    ...(run.complete ? [] : [partialNote(run)]),
  ]
  const notes = summaries.flatMap((summary) => {
    const where = summaries.length > 1 ? `${summary.name}: ` : ''
    return suiteNotes(summary).map(({ text, tone }): Remark => ({ text: where + text, tone }))
  })
  const ofFallbacks = run.suites.flatMap(fallbackNotes)
  const ofCalls = [...recordedNote(summaries, calls, ofFallbacks.length > 0), ...(run.notices ?? [])]
  return [
    ...[...warnings, ...ofFallbacks].map((text): Remark => ({ text, tone: 'doubtful' })),
    ...notes,
    ...run.suites.flatMap(memoryNotes),
    ...ofCalls.map((text): Remark => ({ text, tone: 'plain' })),
  ]
}

function suiteNotes(summary: SuiteSummary): Remark[] {
  const plain = [...staleNotes(summary), ...disputeNotes(summary), ...outputNotes(summary)]
  return [
    ...summary.judges.flatMap(leakNotes),
    ...summary.judges.flatMap(wornRemarks),
    ...plain.map((text): Remark => ({ text, tone: 'plain' })),
    ...summary.judges.flatMap(nearDuplicateNotes),
    ...summary.judges.flatMap(guidelineNotes),
  ]
}

function recordedNote(
  summaries: readonly SuiteSummary[],
  calls: readonly SuiteCalls[],
  hasFallbacks: boolean,
): string[] {
  const judges = calls.flatMap((suite) => suite.judges)
  const recorded = judges.reduce((sum, judge) => sum + judge.recorded, 0)
  const all = summaries.flatMap((suite) => suite.judges).reduce((sum, { asked }) => sum + asked, 0)
  if (recorded === 0 || recorded < all) return []
  // The model itself, which has no recording, was asked first, unless recordings are replayed.
  if (hasFallbacks) return ['All verdicts come from recordings.']
  const isAppAsked = calls.some(({ app }) => app.some(({ asked }) => asked > 0))
  return [`All verdicts come from recordings: ${isAppAsked ? 'no judge' : 'nobody'} was asked.`]
}

function partialNote({ partial, audits }: Run): string {
  // A probe that ran has all its trials.
  const gated = audits === undefined ? 'not gated' : 'gated by its audits alone'
  return partial.length === 0 ? `Partial run, ${gated}.` : `Partial run, ${gated}: ${partial.join('; ')}.`
}

function leakNotes({ id, leaks }: JudgeSummary): Remark[] {
  if (leaks === undefined || leaks.leaked.length === 0) return []
  const { rows, leaked } = leaks
  const which = list(
    leaked.map(({ row }) => row.id),
    listed,
  )
  const share = `${leaked.length} of ${count(rows, 'held-out row')} (${percent(leaked.length / rows)})`
  return [
    {
      text: `${id} has a memory that knows ${share}, so its figures count for nothing: ${which}.`,
      tone: 'bad',
    },
  ]
}

function nearDuplicateNotes({ id, leaks }: JudgeSummary): Remark[] {
  if (leaks === undefined || leaks.nearDuplicates === 0) return []
  const { rows, nearDuplicates } = leaks
  const share = `${nearDuplicates} of ${count(rows, 'held-out row')} (${percent(nearDuplicates / rows)})`
  return [{ text: `${id} was not shown examples that say nearly the same as ${share}.`, tone: 'quiet' }]
}

function guidelineNotes({ id, guidelines }: JudgeSummary): Remark[] {
  if (guidelines === undefined) return []
  const { shown, of } = guidelines
  return [
    {
      text: `${id} was given ${shown} of ${count(of, 'guideline')} per verdict at the median, the most relevant within its budget of tokens.`,
      tone: 'quiet',
    },
  ]
}

function staleNotes({ judges }: SuiteSummary): string[] {
  return judges.flatMap(({ id, judge: { stale = [] } }) =>
    stale.length === 0 ? [] : [`${id} uses a stale memory, made before these changed: ${stale.join(', ')}.`],
  )
}

function disputeNotes({ disputedTruths }: SuiteSummary): string[] {
  if (disputedTruths === 0) return []
  return [`${count(disputedTruths, 'truth')} disputed: a person and the suite's truth() differ.`]
}

function outputNotes({ noOutputs }: SuiteSummary): string[] {
  if (noOutputs.length === 0) return []
  const alike = [...Map.groupBy(noOutputs, ({ error }) => error)].map(([error, rows]) => {
    const ids = rows.map(({ id }) => id)
    return `${list(ids, listed)} (${error})`
  })
  return [`${count(noOutputs.length, 'row')} with no outputs: ${list(alike, listed)}.`]
}

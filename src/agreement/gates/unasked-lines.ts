import type { Run, RunRow, RunSuite } from '../../contract/index.ts'
import { verdictOf } from '../summary/judgements.ts'
import type { GateLine } from './gate-line.ts'

/** Why nobody was asked in a run that should have been: a missing recording, or a budget that is spent. */
const unaskedReasons = ['not-recorded', 'over-budget'] as const

type UnaskedReason = (typeof unaskedReasons)[number]

/** Where something was not asked for: in which row, and what was said of it. */
interface Missing {
  row: string
  detail: string
}

/** How many of a judge's verdicts were not asked for, as no recording or no budget was left for them. */
export function countUnasked({ rows }: RunSuite, judge: string): number {
  return unaskedReasons.reduce((sum, reason) => sum + missingVerdicts(rows, judge, reason).length, 0)
}

/** Judges, and calls of `predict`, that were not asked: a run that lacks them has not judged. */
export function unaskedLines({ suites }: Run): GateLine[] {
  return suites.flatMap((suite) => unaskedReasons.flatMap((reason) => linesOf(suite, reason)))
}

function linesOf({ name, judges, rows }: RunSuite, reason: UnaskedReason): GateLine[] {
  const line = (judge: string, text: string): GateLine => ({
    key: reason === 'not-recorded' ? 'recordings' : 'budget',
    suite: name,
    judge,
    outcome: reason,
    reason: text,
  })
  const calls = missingCalls(rows, reason)
  return [
    ...(calls.length > 0 ? [line('predict', callsReason(reason, calls))] : []),
    ...judges.flatMap(({ id }) => {
      const verdicts = missingVerdicts(rows, id, reason)
      return verdicts.length > 0 ? [line(id, verdictsReason(reason, verdicts))] : []
    }),
  ]
}

function missingVerdicts(rows: readonly RunRow[], judge: string, reason: UnaskedReason): Missing[] {
  return rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    if (verdict?.outcome !== 'unscored' || verdict.reason !== reason) return []
    return [{ row: row.id, detail: verdict.detail }]
  })
}

/** A row counts once, however often it was to be judged. */
function missingCalls(rows: readonly RunRow[], reason: UnaskedReason): Missing[] {
  return rows.flatMap(({ id, repeat, errorReason, error = '' }) =>
    repeat === 0 && errorReason === reason ? [{ row: id, detail: error }] : [],
  )
}

function verdictsReason(reason: UnaskedReason, verdicts: readonly Missing[]): string {
  const { length } = verdicts
  const which = placeOf(verdicts)
  if (reason === 'over-budget') {
    const were = length === 1 ? '1 verdict was' : `${length} verdicts were`
    return `The budget of the run is spent: ${were} not asked for (${which}). ${budgetAdvice}`
  }
  const have = length === 1 ? '1 verdict has' : `${length} verdicts have`
  return `${have} no recording (${which}). ${recordAdvice}`
}

function callsReason(reason: UnaskedReason, calls: readonly Missing[]): string {
  const rows = calls.length === 1 ? '1 row' : `${calls.length} rows`
  const which = placeOf(calls)
  return reason === 'over-budget'
    ? `The budget of the run is spent: calls of predict were not made on ${rows} (${which}). ${budgetAdvice}`
    : `Calls of predict have no recording on ${rows} (${which}). ${recordAdvice}`
}

const recordAdvice = 'Record what is missing: VITEST_JUDGE_RECORDINGS=auto npx vitest run evals.'
const budgetAdvice = 'Raise the budget, or run again: what is recorded costs nothing.'

function placeOf(missing: readonly Missing[]): string {
  const [first] = missing
  const where = `row ${first?.row}: ${first?.detail.replace(/[\s.]+$/, '')}`
  return missing.length > 1 ? `the first: ${where}` : where
}

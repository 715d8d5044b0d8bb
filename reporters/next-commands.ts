import { type JudgeSummary, summariseSuite } from '../src/agreement/index.ts'
import type { Run, RunRow } from '../src/contract/index.ts'

/** The commands that go on from a run, the most useful first; none where there is nothing left to do. */
export function nextCommands(run: Run): string[] {
  if (run.shard !== undefined && run.partial.length === 1) return mergeCommands(run, run.shard.count)
  if (!run.complete) return ['npx vitest run evals']
  const rows = run.suites.flatMap((suite) => suite.rows)
  if (rows.length > 0 && rows.every(({ error }) => error !== undefined)) {
    return ['Mend what keeps rows from outputs, then: npx vitest run evals']
  }
  const suites = run.suites.map((suite) => ({ rows: suite.rows, judges: summariseSuite(suite).judges }))
  const judges = suites.flatMap((suite) => suite.judges)
  const aligned = judges.filter(({ id }) => id.endsWith('@aligned'))
  const measuring = measuringCommands(judges)
  if (aligned.length === 0) {
    if (judges.length === 0 || measuring.length > 0) return measuring
    return ['Add aligned(judge) to judges, then: npx vitest-judge align']
  }
  if (aligned.some(({ notAligned }) => notAligned)) {
    // Without a mismatch or a word of a person, align has nothing to learn from.
    return suites.some(canAlign)
      ? ['npx vitest-judge align', 'npx vitest run evals']
      : ['npx vitest-judge feedback', 'npx vitest-judge align']
  }
  return aligned.some(hasOpenMismatch) ? ['npx vitest-judge feedback', 'npx vitest-judge align'] : measuring
}

/** Where nobody knows the truth of any held-out row of a judge, labels come first. */
function measuringCommands(judges: readonly JudgeSummary[]): string[] {
  const unknown = judges.find(({ heldout }) => heldout.agreement.rows === 0 && heldout.withoutTruth > 0)
  return unknown === undefined
    ? []
    : [`npx vitest-judge feedback --measure --judge ${unknown.judge.definition.name}`, 'npx vitest run evals']
}

/** Shards are decided together. */
function mergeCommands({ gate }: Run, shards: number): string[] {
  const command = Object.keys(gate.thresholds).length > 0 ? 'gate' : 'report'
  const runs = shards === 2 ? '<run> <run>' : '<run> <run> ...'
  return [`With the run files of all ${shards} shards: npx vitest-judge ${command} ${runs}`]
}

function canAlign({ rows, judges }: { rows: readonly RunRow[]; judges: readonly JudgeSummary[] }): boolean {
  const waiting = judges.filter(({ notAligned }) => notAligned)
  const ids = new Set(waiting.flatMap(({ id, judge }) => [id, judge.definition.name]))
  const alignRows = rows.filter(({ split }) => split === 'align')
  return (
    judges.some(({ id, align }) => ids.has(id) && align.mismatches.length > 0) ||
    [...ids].some((id) => alignRows.some((row) => hasSpoken(row, id)))
  )
}

/** A mismatch that no person has looked at: what a person has said of the others is taught already. */
function hasOpenMismatch({ id, align }: JudgeSummary): boolean {
  return align.mismatches.some(({ row }) => !hasSpoken(row, id))
}

function hasSpoken({ verdicts }: RunRow, judge: string): boolean {
  return verdicts.some((verdict) => verdict.judge === judge && (verdict.annotations ?? []).length > 0)
}

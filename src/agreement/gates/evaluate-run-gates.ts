import { type GateThresholds, type Run, type RunSuite, VitestJudgeError } from '../../contract/index.ts'
import { defaultMaxUnscored, evaluateGate, type GateResult, unscoredReason } from './evaluate-gate.ts'
import { givesOfflineVerdicts } from './gives-offline-verdicts.ts'
import type { JudgeSummary } from '../summary/summarise-judge.ts'
import { summariseSuite, type SuiteSummary } from '../summary/summarise-suite.ts'

/** What became of one gate on one judge of one suite. */
export interface GateLine {
  /** The key in the configuration; `maxUnscored` for the budget that holds with or without a gate. */
  key: string
  suite: string
  judge: string
  /** As for one gate, or: `not-gated` (rows are missing), `refused` (offline), `not-aligned` (no memory). */
  outcome: GateResult['outcome'] | 'not-gated' | 'refused' | 'not-aligned'
  /** One plain sentence. */
  reason: string
  /** Inconclusive only: about how many more rows would decide. */
  rowsNeeded?: number
}

/** All gates of a run, and the exit code that they lead to. */
export interface RunGates {
  /** By key in the configuration's order, then suite and judge in the run's; overdrawn budgets last. */
  lines: GateLine[]
  /** The largest of: 0 good, 1 failed, refused or inconclusive, 3 could not judge. */
  exitCode: 0 | 1 | 3
}

interface Subject {
  suite: RunSuite
  summary: SuiteSummary
  judge: JudgeSummary
}

/**
 * Applies the gates that a run file carries, and to every judge, gated or not, the budget of unscored verdicts
 * (of its gate, else of its suite, else 5 %) over all rows of both splits. A run with missing rows, and a suite
 * with held-out rows without outputs, is not gated.
 *
 * @throws VitestJudgeError `unknown-judge` when a key matches no judge of a complete run
 */
export function evaluateRunGates(
  run: Run,
  summaries: readonly SuiteSummary[] = run.suites.map(summariseSuite),
): RunGates {
  const subjects = run.suites.flatMap((suite, index) => {
    const summary = summaries[index] ?? summariseSuite(suite)
    return summary.judges.map((judge): Subject => ({ suite, summary, judge }))
  })
  const gates = Object.entries(run.gate.thresholds)
  for (const [key] of gates) {
    if (run.complete && !subjects.some((subject) => matches(key, subject))) throw unknownJudge(key, subjects)
  }
  const lines = gates.flatMap(([key, thresholds]) =>
    subjects
      .filter((subject) => matches(key, subject))
      .map((subject): GateLine => Object.assign(lineOf(key, subject), decide(run, subject, thresholds))),
  )
  const overdrawn = subjects.flatMap((subject) => {
    const own = lineOf('maxUnscored', subject)
    const told = lines.some(
      ({ suite, judge, outcome }) =>
        suite === own.suite && judge === own.judge && outcome === 'too-many-unscored',
    )
    const reason = told ? undefined : overBudget(gates, subject)
    return reason === undefined ? [] : [{ ...own, outcome: 'too-many-unscored' as const, reason }]
  })
  const all: GateLine[] = [...lines, ...overdrawn]
  const codes = all.map((line) => exitCodeOf(line.outcome, run))
  if (run.gate.requireComplete && !run.complete) codes.push(3)
  return { lines: all, exitCode: codes.includes(3) ? 3 : codes.includes(1) ? 1 : 0 }
}

function decide(
  run: Run,
  { suite, summary, judge }: Subject,
  thresholds: GateThresholds,
): Pick<GateLine, 'outcome' | 'reason' | 'rowsNeeded'> {
  if (!run.complete) {
    const why = run.partial.length === 0 ? '' : `: ${run.partial.join('; ')}`
    return { outcome: 'not-gated', reason: `The run is partial${why}.` }
  }
  if (!run.gate.allowOffline && givesOfflineVerdicts(run, suite, judge.id)) {
    return {
      outcome: 'refused',
      reason: 'Verdicts of the offline stand-in are not gated unless `gate: { allowOffline: true }` says so.',
    }
  }
  if (judge.notAligned) {
    return {
      outcome: 'not-aligned',
      reason: 'It was not asked: no memory yet (run `npx vitest-judge align`).',
    }
  }
  const missing = summary.noOutputs.filter(({ split }) => split === 'heldout').length
  if (missing > 0) {
    const rows = missing === 1 ? '1 held-out row has' : `${missing} held-out rows have`
    return { outcome: 'not-gated', reason: `${rows} no outputs.` }
  }
  return evaluateGate(judge.heldout.agreement, thresholds, {
    defaultMaxUnscored: suite.maxUnscored ?? defaultMaxUnscored,
  })
}

function exitCodeOf(outcome: GateLine['outcome'], { gate }: Run): 0 | 1 | 3 {
  if (outcome === 'pass') return 0
  if (outcome === 'fail' || outcome === 'refused') return 1
  if (outcome === 'inconclusive') return gate.inconclusive === 'warn' ? 0 : 1
  if (outcome === 'not-gated') return gate.requireComplete ? 3 : 0
  return 3
}

function overBudget(
  gates: readonly (readonly [string, GateThresholds])[],
  subject: Subject,
): string | undefined {
  const { suite, judge } = subject
  const ofGates = gates.flatMap(([key, { maxUnscored }]) =>
    maxUnscored !== undefined && matches(key, subject) ? [maxUnscored] : [],
  )
  const budget = ofGates.length > 0 ? Math.min(...ofGates) : (suite.maxUnscored ?? defaultMaxUnscored)
  if (judge.asked === 0 || judge.unscored / judge.asked <= budget) return undefined
  return unscoredReason(judge.unscored, judge.asked, budget)
}

function matches(key: string, { suite, judge }: Subject): boolean {
  return key === judge.id || key === `${suite.name} > ${judge.id}`
}

function lineOf(key: string, { suite, judge }: Subject): Pick<GateLine, 'key' | 'suite' | 'judge'> {
  return { key, suite: suite.name, judge: judge.id }
}

function unknownJudge(key: string, subjects: readonly Subject[]): VitestJudgeError {
  const known = [
    ...new Set(subjects.flatMap(({ suite, judge }) => [judge.id, `${suite.name} > ${judge.id}`])),
  ]
  const list = known.length === 0 ? 'no judge at all' : known.map((id) => `\`${id}\``).join(', ')
  return new VitestJudgeError('unknown-judge', {
    message: `The gate \`${key}\` matches no judge of this run; expected one of: ${list}.`,
    hint: 'Correct the key of `gate` in the plugin `judges({ gate })`, or remove it.',
  })
}

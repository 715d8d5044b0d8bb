import type { Run } from '../../contract/index.ts'
import { summariseSuite, type SuiteSummary } from '../summary/summarise-suite.ts'
import { decideTogether, decisionsNote } from './decide-together.ts'
import { type BaselineFinder, type Decision, decisionsOf } from './decision.ts'
import { exitCodeOf, type GateLine } from './gate-line.ts'
import { checkKeys, gateSubjects, isOnAudit, matches, type Subject } from './gate-subjects.ts'
import { givesOfflineVerdicts } from './gives-offline-verdicts.ts'
import { leakLines, unscoredLines } from './standing-lines.ts'
import { unaskedLines } from './unasked-lines.ts'

/** All gates of a run, and the exit code that they lead to. */
export interface RunGates {
  /** By key in the configuration's order, then suite and judge in the run's; what holds without a gate last. */
  lines: GateLine[]
  /** The largest of: 0 good, 1 failed, refused or inconclusive, 3 could not judge. */
  exitCode: 0 | 1 | 3
  /** How many decisions were made, and what that does to false alarms; empty where there was one or none. */
  note: string
}

/** What gates are evaluated with besides the run. */
export interface RunGateOptions {
  /** Measured already, in the order of the run's suites. */
  summaries?: readonly SuiteSummary[]
  /** Earlier measurements; without it a gate with a `baseline` cannot judge. */
  findBaseline?: BaselineFinder
}

/**
 * Applies the gates that a run file carries, and to every judge, gated or not, the budget of unscored verdicts
 * (of its gate, else of its suite, else 5 %, over all rows of both splits), the verdicts that lack a recording or the
 * run's budget, and the leak guard. A run with missing rows, and a suite with held-out rows without outputs, is not
 * gated.
 *
 * @throws VitestJudgeError `unknown-judge` when a key matches no judge of a complete run
 */
export function evaluateRunGates(
  run: Run,
  { summaries = run.suites.map(summariseSuite), findBaseline = () => undefined }: RunGateOptions = {},
): RunGates {
  const subjects = gateSubjects(run, summaries)
  checkKeys(run, subjects)
  const gates = Object.entries(run.gate.thresholds).filter(([, own]) => !isOnAudit(own))
  const asked = gates.flatMap(([key]) =>
    subjects
      .filter((subject) => matches(key, subject))
      .flatMap((subject): (GateLine | Decision)[] => {
        const line = preventedLine(run, key, subject)
        return line === undefined ? decisionsOf(run, key, subject, findBaseline) : [line]
      }),
  )
  const lines = decideTogether(asked, run.gate.holm === true)
  const all = [...lines, ...unscoredLines(run, subjects, lines), ...unaskedLines(run), ...leakLines(subjects)]
  const codes = all.map((line) => exitCodeOf(line.outcome, run.gate))
  if (run.gate.requireComplete && !run.complete) codes.push(3)
  return {
    lines: all,
    exitCode: codes.includes(3) ? 3 : codes.includes(1) ? 1 : 0,
    note: decisionsNote(asked, run.gate.holm === true),
  }
}

/** Why a gate is not applied to a judge at all; undefined where it is. */
function preventedLine(run: Run, key: string, { suite, summary, judge }: Subject): GateLine | undefined {
  const line = (outcome: GateLine['outcome'], reason: string): GateLine => ({
    key,
    suite: suite.name,
    judge: judge.id,
    outcome,
    reason,
  })
  if (!run.complete) {
    const why = run.partial.length === 0 ? '' : `: ${run.partial.join('; ')}`
    return line('not-gated', `The run is partial${why}.`)
  }
  if (!run.gate.allowOffline && givesOfflineVerdicts(run, suite, judge.id)) {
    return line(
      'refused',
      'Verdicts of the offline stand-in are not gated unless `allowOffline: true` in the gate, or `--allow-offline`, says so.',
    )
  }
  if (judge.notAligned)
    return line('not-aligned', 'It was not asked: no memory yet (run `npx vitest-judge align`).')
  const missing = summary.noOutputs.filter(({ split }) => split === 'heldout').length
  if (missing > 0) {
    const rows = missing === 1 ? '1 held-out row has' : `${missing} held-out rows have`
    return line('not-gated', `${rows} no outputs.`)
  }
  return undefined
}

import { evaluateRunGates, exitCodeOf, type RunGateOptions, type RunGates } from '../agreement/index.ts'
import type { Run } from '../contract/index.ts'
import { auditGateLines } from './gate-lines.ts'

/**
 * All gates of a run: on agreement with the truth and, after these, on audits.
 * @throws VitestJudgeError as `evaluateRunGates` does
 */
export function decideRun(run: Run, options: RunGateOptions = {}): RunGates {
  const { lines, exitCode, note } = evaluateRunGates(run, options)
  const ofAudits = auditGateLines(run)
  const codes = new Set<number>([exitCode, ...ofAudits.map(({ outcome }) => exitCodeOf(outcome, run.gate))])
  return {
    lines: [...lines, ...ofAudits],
    exitCode: codes.has(3) ? 3 : codes.has(1) ? 1 : 0,
    note,
  }
}

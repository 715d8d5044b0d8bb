import type { CriterionResult } from './decide-criterion.ts'
import type { GateResult } from './evaluate-gate.ts'
import type { RegressionResult } from './regression-gate.ts'

/** What became of one gate on one judge of one suite, or on one part of it. */
export interface GateLine {
  /**
   * The key in the configuration; `maxUnscored`, `recordings`, `budget`, `leaks` and `audit` for what holds with or without a
   * gate.
   */
  key: string
  suite: string
  /** Its id; `predict` where it is the system under test whose calls lack a recording or the budget. */
  judge: string
  /** Which part of the gate it is, `slice <name>`, `against <baseline>` or `audit <probe>`; absent for the thresholds on all rows. */
  part?: string
  /**
   * As for one gate or baseline, or: `not-gated` (rows are missing), `refused` (offline, or picked by verdict),
   * `not-aligned` (no memory), `not-recorded` (replaying, and a recording is missing), `over-budget` (the run's
   * budget was spent), `leaked` (the memory knows held-out rows), `not-run` (a probe of an audit).
   */
  outcome:
    | GateResult['outcome']
    | RegressionResult['outcome']
    | 'not-gated'
    | 'not-aligned'
    | 'not-recorded'
    | 'over-budget'
    | 'leaked'
    | 'not-run'
  /** One plain sentence. */
  reason: string
  /** Inconclusive only: about how many more rows would decide. */
  rowsNeeded?: number
  /** Each threshold's own outcome, where any was decided. */
  criteria?: CriterionResult[]
  /** What is wrong with the gate itself: thresholds that cannot be reached, a worn held-out set. Empty or absent where nothing is. */
  warnings?: string[]
}

/** What a run says of its gates besides the judges: incomplete runs and how gates are decided. */
export interface GateExits {
  inconclusive: 'fail' | 'warn'
  requireComplete: boolean
}

/** The exit code that a gate's outcome leads to: 0 good, 1 failed, 3 could not judge. */
export function exitCodeOf(outcome: GateLine['outcome'], gate: GateExits): 0 | 1 | 3 {
  if (outcome === 'pass') return 0
  if (outcome === 'fail' || outcome === 'refused') return 1
  if (outcome === 'inconclusive') return gate.inconclusive === 'warn' ? 0 : 1
  if (outcome === 'not-gated') return gate.requireComplete ? 3 : 0
  return 3
}

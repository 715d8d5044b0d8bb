import type { BaselineOption, Run, RunSuite } from '../../contract/index.ts'
import { measureAgreement } from '../measure-agreement.ts'
import { isInSlice } from '../slices/slice.ts'
import { judgementsOf, measuredRows } from '../summary/judgements.ts'
import { measureOptions } from '../summary/summarise-judge.ts'
import { summariseSuite, type SuiteSummary } from '../summary/summarise-suite.ts'
import { defaultMaxUnscored, evaluateGate, type GateResult, thresholdWarnings } from './evaluate-gate.ts'
import { criteriaOf } from './criterion.ts'
import { exitCodeOf, type GateLine } from './gate-line.ts'
import { checkKeys, gateSubjects, matches, type Subject } from './gate-subjects.ts'
import { givesOfflineVerdicts } from './gives-offline-verdicts.ts'
import { holmAlphas } from './holm-alphas.ts'
import { leakLines, unscoredLines } from './standing-lines.ts'
import { type Baseline, evaluateRegression } from './regression-gate.ts'

/** All gates of a run, and the exit code that they lead to. */
export interface RunGates {
  /** By key in the configuration's order, then suite and judge in the run's; what holds without a gate last. */
  lines: GateLine[]
  /** The largest of: 0 good, 1 failed, refused or inconclusive, 3 could not judge. */
  exitCode: 0 | 1 | 3
  /** How many decisions were made, and what that does to false alarms; empty where there was one or none. */
  note: string
}

/** Gives the baseline that a gate names for a judge of a suite. */
export type BaselineFinder = (suite: RunSuite, judgeId: string, from: string) => Baseline | undefined

/** What gates are evaluated with besides the run. */
export interface RunGateOptions {
  /** Measured already, in the order of the run's suites. */
  summaries?: readonly SuiteSummary[]
  /** Earlier measurements; without it a gate with a `baseline` cannot judge. */
  findBaseline?: BaselineFinder
}

/** A decision that an error rate is given to: by thresholds (a wrong pass) or against a baseline (a wrong block). */
interface Decision {
  kind: 'threshold' | 'baseline'
  p: number
  /** False where nothing is decided by chance: a gate that only wants rows, or better than a constant. */
  isTest: boolean
  line(alpha: number): GateLine
}

const alpha = 0.05

/**
 * Applies the gates that a run file carries, and to every judge, gated or not, the budget of unscored verdicts
 * (of its gate, else of its suite, else 5 %, over all rows of both splits) and the leak guard. A run with missing
 * rows, and a suite with held-out rows without outputs, is not gated.
 *
 * @throws VitestJudgeError `unknown-judge` when a key matches no judge of a complete run
 */
export function evaluateRunGates(
  run: Run,
  { summaries = run.suites.map(summariseSuite), findBaseline = () => undefined }: RunGateOptions = {},
): RunGates {
  const subjects = gateSubjects(run, summaries)
  checkKeys(run, subjects)
  const gates = Object.entries(run.gate.thresholds)
  const asked = gates.flatMap(([key]) =>
    subjects
      .filter((subject) => matches(key, subject))
      .flatMap((subject): (GateLine | Decision)[] => {
        const line = preventedLine(run, key, subject)
        return line === undefined ? decisionsOf(run, key, subject, findBaseline) : [line]
      }),
  )
  const lines = decide(asked, run.gate.holm === true)
  const all = [...lines, ...unscoredLines(run, subjects, lines), ...leakLines(subjects)]
  const codes = all.map((line) => exitCodeOf(line.outcome, run.gate))
  if (run.gate.requireComplete && !run.complete) codes.push(3)
  return {
    lines: all,
    exitCode: codes.includes(3) ? 3 : codes.includes(1) ? 1 : 0,
    note: noteOf(asked.filter((each) => 'kind' in each && each.isTest).length, run.gate.holm === true),
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
      'Verdicts of the offline stand-in are not gated unless `gate: { allowOffline: true }` says so.',
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

function decisionsOf(run: Run, key: string, subject: Subject, findBaseline: BaselineFinder): Decision[] {
  const { suite, judge } = subject
  const { slices = {}, baseline, ...thresholds } = run.gate.thresholds[key] ?? {}
  const place = { key, suite: suite.name, judge: judge.id }
  const settings = { defaultMaxUnscored: suite.maxUnscored ?? defaultMaxUnscored }
  const heldOut = suite.rows.filter(({ split }) => split === 'heldout')
  const ceiling = judge.heldout.annotators?.observed
  const byThreshold = (
    part: string | undefined,
    agreement: typeof judge.heldout.agreement,
    wanted: typeof thresholds,
  ) => ({
    kind: 'threshold' as const,
    p: pOf(evaluateGate(agreement, wanted, settings)),
    isTest: criteriaOf(agreement, wanted).length > 0,
    line: (alpha: number): GateLine => {
      const warnings = thresholdWarnings(agreement, wanted, { alpha, ceiling })
      const result = evaluateGate(agreement, wanted, { ...settings, alpha })
      return {
        ...place,
        ...(part !== undefined && { part }),
        ...result,
        ...(warnings.length > 0 && { warnings }),
      }
    },
  })
  return [
    byThreshold(undefined, judge.heldout.agreement, thresholds),
    ...Object.entries(slices).map(([slice, wanted]) => {
      const rows = heldOut.filter((row) => isInSlice(row, slice))
      const agreement = measureAgreement(judgementsOf(rows, judge.id), measureOptions(judge.judge.definition))
      return byThreshold(`slice ${slice}`, agreement, { maxUnscored: thresholds.maxUnscored, ...wanted })
    }),
    ...(baseline === undefined ? [] : [byBaseline(subject, place, baseline, findBaseline)]),
  ]
}

function byBaseline(
  { suite, judge }: Subject,
  place: Pick<GateLine, 'key' | 'suite' | 'judge'>,
  option: BaselineOption,
  findBaseline: BaselineFinder,
): Decision {
  const { from, tolerance } = typeof option === 'string' ? { from: option } : option
  const baseline = findBaseline(suite, judge.id, from) ?? {
    kind: 'undefined' as const,
    reason: `The baseline ${from} was not looked for.`,
  }
  const alignIds = new Set(suite.rows.filter(({ split }) => split === 'align').map(({ id }) => id))
  const evaluate = (alpha: number) =>
    evaluateRegression(measuredRows(suite.rows, judge.id), baseline, { tolerance, alpha, alignIds })
  return {
    kind: 'baseline',
    p: evaluate(alpha).p,
    isTest: true,
    line: (alpha) => {
      const { outcome, reason } = evaluate(alpha)
      return { ...place, part: `against ${from}`, outcome, reason }
    },
  }
}

/** A gate's thresholds must all be reached, so it is as unsure as the least sure of them. */
function pOf({ outcome, criteria }: GateResult): number {
  return outcome === 'pass' && criteria.length === 0 ? 0 : Math.max(0, ...criteria.map(({ p }) => p))
}

/** Makes the decisions, each at 5 %, or with Holm's error rates, apart for thresholds and for baselines. */
function decide(asked: readonly (GateLine | Decision)[], holm: boolean): GateLine[] {
  const alphas = new Map<GateLine | Decision, number>()
  for (const kind of ['threshold', 'baseline'] as const) {
    const family = asked.filter((each): each is Decision => 'kind' in each && each.kind === kind)
    const own = holm
      ? holmAlphas(
          family.map(({ p }) => p),
          alpha,
        )
      : family.map(() => alpha)
    for (const [index, decision] of family.entries()) alphas.set(decision, own[index] ?? alpha)
  }
  return asked.map((each) => ('kind' in each ? each.line(alphas.get(each) ?? alpha) : each))
}

function noteOf(decisions: number, holm: boolean): string {
  if (decisions < 2) return ''
  if (holm) return `${decisions} decisions, held together at 5 % after Holm.`
  const chance = ((1 - (1 - alpha) ** decisions) * 100).toFixed(0)
  return `${decisions} decisions at 5 % each: the chance that one or more of them is wrong can be as high as ${chance} %. \`gate: { holm: true }\` holds it at 5 %.`
}

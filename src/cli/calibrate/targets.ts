import {
  type Interval,
  judgementsOf,
  measuredRows,
  type JudgeSummary,
  type Share,
  type Statistic,
  summariseSuite,
  unscoredCounts,
  unscoredReason,
} from '../../agreement/index.ts'
import {
  type Calibration,
  type MeasuredFigure,
  type MeasuredShare,
  type Run,
  type RunJudge,
  type RunSuite,
  VitestJudgeError,
  unscoredBudget,
} from '../../contract/index.ts'
import { unscoredText } from '../../report/index.ts'
import { type CalibrationOptions, calibrationPath, makeCalibration } from '../../run/index.ts'
import { judgesOf } from '../compare/sides.ts'

/** A judge to calibrate. */
export interface CalibrationTarget {
  suite: RunSuite
  judge: RunJudge
  summary: JudgeSummary
}

/**
 * The judges of a complete run that are to be calibrated.
 *
 * @throws VitestJudgeError `not-measured` for a partial run, `unknown-judge` for one that is not in it, `invalid-usage`
 * where two suites of one folder have the same judge
 */
export function calibrationTargets(
  run: Run,
  wanted: { judge?: string; suite?: string },
): CalibrationTarget[] {
  if (!run.complete) {
    throw new VitestJudgeError('not-measured', {
      message: `The run ${run.id} is partial (${run.partial.join('; ') || 'rows are missing'}); expected a complete one.`,
      hint: 'Run all evaluations: npx vitest run evals. Shards: npx vitest-judge calibrate <run> <run> ...',
    })
  }
  const targets = run.suites
    .filter(({ name }) => wanted.suite === undefined || name === wanted.suite)
    .flatMap((suite) =>
      summariseSuite(suite).judges.flatMap((summary) =>
        wanted.judge === undefined || summary.id === wanted.judge
          ? [{ suite, judge: summary.judge, summary }]
          : [],
      ),
    )
  if (run.suites.length === 0) {
    throw new VitestJudgeError('unknown-judge', {
      message: `The run ${run.id} has no suite with judges${run.audits === undefined ? '' : ', but audits alone'}; expected one: a calibration holds what a judge reached on held-out rows.`,
      hint: 'Run the evaluations and the audits together: npx vitest run evals.',
    })
  }
  if (targets.length === 0) {
    const where =
      wanted.suite === undefined ? `The run ${run.id}` : `The suite ${wanted.suite} of the run ${run.id}`
    throw new VitestJudgeError('unknown-judge', {
      message: `${where} has no judge${wanted.judge === undefined ? '' : ` ${wanted.judge}`}; the run has ${judgesOf(run).join(', ') || 'none'} in ${run.suites.map(({ name }) => name).join(', ') || 'no suite'}.`,
      hint: 'Correct --judge or --suite, or run the evaluation that has it: npx vitest run evals.',
    })
  }
  const paths = new Map<string, RunSuite>()
  for (const { suite, judge } of targets) {
    const path = calibrationPath(suite, judge.id)
    const other = paths.get(path)
    if (other !== undefined) {
      throw new VitestJudgeError('invalid-usage', {
        message: `${path} would hold ${judge.id} of two suites, ${other.name} and ${suite.name}; expected one.`,
        hint: `Say which: npx vitest-judge calibrate --suite ${JSON.stringify(other.name)}.`,
      })
    }
    paths.set(path, suite)
  }
  return targets
}

/**
 * Measures a target.
 * @throws VitestJudgeError `not-measured` where no figure is to be had
 */
export function measureTarget(
  run: Run,
  { suite, judge, summary }: CalibrationTarget,
  options: CalibrationOptions,
): Calibration {
  const { agreement } = summary.heldout
  const maxUnscored = unscoredBudget(run, suite, judge.id)
  const reason = summary.notAligned
    ? 'it has no memory yet (run npx vitest-judge align)'
    : agreement.rows === 0
      ? 'no held-out row has a known truth'
      : (summary.leaks?.leaked.length ?? 0) > 0
        ? 'its memory knows held-out rows'
        : (agreement.refusal ?? overBudget(suite, summary, maxUnscored))
  if (reason !== undefined) {
    throw new VitestJudgeError('not-measured', {
      message: `${judge.id} in ${suite.name} cannot be calibrated: ${reason}.`,
      hint: 'Mend that, or calibrate the others by name: npx vitest-judge calibrate --judge <id>.',
    })
  }
  return makeCalibration(
    run,
    suite,
    judge,
    measuredRows(suite.rows, judge.id),
    {
      rows: agreement.rows,
      unscored: agreement.unscored,
      accuracy: measured(agreement.accuracy),
      passRecall: measured(agreement.passRecall),
      failRecall: measured(agreement.failRecall),
      kappa: figure(agreement.kappa),
      majority: measured(agreement.majority.share),
    },
    { ...options, maxUnscored },
  )
}

/** Why verdicts are unscored, where more are than the budget allows. */
function overBudget(
  { rows }: RunSuite,
  { id, heldout: { agreement } }: JudgeSummary,
  budget: number,
): string | undefined {
  if (agreement.unscored / agreement.rows <= budget) return undefined
  const judged = judgementsOf(
    rows.filter(({ split }) => split === 'heldout'),
    id,
  ).map(({ row }) => row)
  const share = unscoredReason(agreement.unscored, agreement.rows, budget).replace(/\.$/, '')
  return `on held-out rows ${share}: ${unscoredText(unscoredCounts(judged, id))}`
}

/** A share as calibrations and histories keep it. */
export function measured({ successes, n, ...rest }: Share): MeasuredShare {
  return { successes, n, ...figure(rest) }
}

function figure({ estimate, low, high }: Interval & { estimate: Statistic }): MeasuredFigure {
  return estimate.kind === 'value'
    ? { estimate: estimate.value, low, high }
    : { estimate: null, reason: estimate.reason, low, high }
}

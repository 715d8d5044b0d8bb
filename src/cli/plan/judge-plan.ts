import {
  type CriterionBounds,
  criterionBounds,
  evaluateGate,
  type GateResult,
  judgementsOf,
  type JudgeSummary,
  type LabelPlan,
  labelWorld,
  measureAgreement,
  passFailWorld,
  planLabels,
  type Share,
  summariseSuite,
  worldPasses,
  wornText,
} from '../../agreement/index.ts'
import {
  defaultMaxUnscored,
  type GateThresholds,
  passing,
  type Run,
  type RunRow,
  type RunSuite,
} from '../../contract/index.ts'
import { seededRandom } from '../../io/index.ts'
import {
  type BelievedFigures,
  type Expectation,
  judgedPassRate,
  labelExpectation,
  passExpectation,
} from './expectation.ts'
import { bootstrap } from '../seeded-draw.ts'

/** The plan of one judge's gate. */
export interface JudgePlan {
  suite: string
  judge: string
  thresholds: GateThresholds
  expected: Expectation
  /** Where the expectation comes from: the flags, the labels so far, or nowhere better. */
  source: string
  /** Labelled held-out rows so far; how many of them were drawn to measure; and rows that have no label. */
  labels: number
  drawn: number
  unlabelled: number
  /** What the gate says of the labels so far. */
  soFar: GateResult
  /** What these can decide: which thresholds they would let pass, and which fail. */
  bounds: CriterionBounds[]
  plan: LabelPlan
  /** By how much groups make a label worth less: that many labels say as much as one independent one. */
  perIndependentRow: number
  /** Why the labels so far flatter: the held-out set is worn; absent where it is not. */
  worn?: string
  /** Parts of the gate that are not planned for. */
  leftOut: string[]
}

/** The plan of every gate of a run that sets a threshold which labels can decide. */
export function plansOf(run: Run, believed: BelievedFigures): JudgePlan[] {
  return Object.entries(run.gate.thresholds).flatMap(([key, thresholds]) =>
    run.suites.flatMap((suite) =>
      summariseSuite(suite)
        .judges.filter(({ id }) => key === id || key === `${suite.name} > ${id}`)
        .flatMap((summary) => planOf(suite, summary, thresholds, believed) ?? []),
    ),
  )
}

function planOf(
  suite: RunSuite,
  { id, judge, heldout }: JudgeSummary,
  { slices, baseline, audit, ...thresholds }: GateThresholds,
  believed: BelievedFigures,
): JudgePlan | undefined {
  const { agreement, withoutTruth } = heldout
  const bounds = criterionBounds(agreement, thresholds)
  if (bounds.length === 0) return undefined
  const passes = passing(judge.definition)
  const { expected, source } =
    passes === undefined
      ? labelExpectation(agreement, labelsOf(judge), believed)
      : passExpectation(agreement, judgedPassRate(suite.rows, id, passes), believed)
  const world =
    expected.kind === 'labels'
      ? labelWorld(
          Array.from({ length: expected.labels }, (_, index) => `label ${index + 1}`),
          expected.accuracy,
        )
      : passFailWorld(expected)
  const { accuracy, rows } = agreement
  return {
    suite: suite.name,
    judge: id,
    thresholds,
    expected,
    source,
    labels: rows,
    drawn: drawnLabels(suite, id),
    unlabelled: withoutTruth,
    soFar: evaluateGate(agreement, thresholds, {
      defaultMaxUnscored: suite.maxUnscored ?? defaultMaxUnscored,
    }),
    bounds,
    plan: planLabels(world, {
      thresholds,
      passes: expected.kind === 'labels' ? undefined : worldPasses,
      rows: rows + withoutTruth,
      random: () => seededRandom(bootstrap.seed),
    }),
    perIndependentRow: accuracy.clusters === undefined ? 1 : perIndependentRow(suite.rows, id, accuracy),
    ...(judge.worn !== undefined && { worn: wornText(judge.worn) }),
    leftOut: [
      ...Object.keys(slices ?? {}).map((slice) => `slice ${slice}`),
      ...(baseline === undefined ? [] : ['the comparison with the baseline']),
      ...(audit === undefined ? [] : ['the audit']),
    ],
  }
}

function drawnLabels({ rows }: RunSuite, id: string): number {
  return rows.filter(
    ({ split, repeat, verdicts }) =>
      split === 'heldout' &&
      repeat === 0 &&
      verdicts.some(
        ({ judge, pickedBy, weight }) => judge === id && pickedBy === 'random' && weight !== undefined,
      ),
  ).length
}

/** How many rows of groups say as much as one that is alone; what weights do is in the plan already. */
function perIndependentRow(rows: readonly RunRow[], id: string, { effectiveN }: Share): number {
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  const alone = measureAgreement(judgementsOf(heldOut, id).map(({ cluster: _, ...rest }) => rest))
  return effectiveN > 0 ? Math.max(1, alone.accuracy.effectiveN / effectiveN) : 1
}

/** How many labels a judge has; two where it gives numbers or text: right ones and wrong ones. */
function labelsOf({ definition: { valueType } }: JudgeSummary['judge']): number {
  return valueType.type === 'label' ? Math.max(2, valueType.values.length) : 2
}

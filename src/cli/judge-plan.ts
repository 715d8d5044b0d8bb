import {
  type Agreement,
  type CriterionBounds,
  criterionBounds,
  evaluateGate,
  type ExpectedFigures,
  type GateResult,
  type JudgeSummary,
  type LabelPlan,
  labelWorld,
  passFailWorld,
  planLabels,
  type Share,
  summariseSuite,
  worldPasses,
  wornText,
} from '../agreement/index.ts'
import {
  defaultMaxUnscored,
  type GateThresholds,
  passing,
  type Run,
  type RunSuite,
} from '../contract/index.ts'
import { seededRandom } from '../io/index.ts'
import { bootstrap } from './seeded-draw.ts'

/** What a judge is believed to reach, as the flags of `plan` say it; each in [0, 1]. */
export interface BelievedFigures {
  expectAccuracy?: number
  expectPassRecall?: number
  expectFailRecall?: number
  /** How often the truth passes. */
  passRate?: number
}

/** What is expected of a judge, and from where. */
export type Expectation =
  | ({ kind: 'pass and fail' } & ExpectedFigures)
  | { kind: 'labels'; accuracy: number; labels: number }

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
  const { expected, source } = expectationOf(agreement, passes !== undefined, labelsOf(judge), believed)
  const world =
    expected.kind === 'labels'
      ? labelWorld(
          Array.from({ length: expected.labels }, (_, index) => `label ${index + 1}`),
          expected.accuracy,
        )
      : passFailWorld(expected)
  const { accuracy, rows } = agreement
  const isClustered = accuracy.clusters !== undefined && accuracy.effectiveN > 0
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
    perIndependentRow: isClustered ? Math.max(1, rows / accuracy.effectiveN) : 1,
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

/** What flags say comes first; then what the labels so far say, cautiously. */
function expectationOf(
  agreement: Agreement,
  canPass: boolean,
  labels: number,
  { expectAccuracy, expectPassRecall, expectFailRecall, passRate }: BelievedFigures,
): { expected: Expectation; source: string } {
  const soFar = 'by the labels so far, each figure with one row more on either side'
  const unknown = 'nothing is known yet: say what you believe, with --expect-accuracy'
  if (!canPass) {
    const accuracy = expectAccuracy ?? cautious(agreement.accuracy) ?? 0.9
    const source =
      expectAccuracy !== undefined
        ? 'as you say'
        : cautious(agreement.accuracy) === undefined
          ? unknown
          : soFar
    return { expected: { kind: 'labels', accuracy, labels }, source }
  }
  const wanted = [expectPassRecall ?? expectAccuracy, expectFailRecall ?? expectAccuracy, passRate]
  const measured = [agreement.passRecall, agreement.failRecall, agreement.truthPassRate].map(cautious)
  const [passRecall = 0.9, failRecall = 0.9, rate = 0.5] = wanted.map((own, place) => own ?? measured[place])
  const isMissing = wanted.some((own, place) => own === undefined && measured[place] === undefined)
  const source = wanted.every((own) => own !== undefined)
    ? 'as you say'
    : isMissing
      ? `${unknown} and --pass-rate; until then recalls of 90 % and a pass rate of 50 % stand for what is missing`
      : wanted.some((own) => own !== undefined)
        ? `as you say, and else ${soFar}`
        : soFar
  return { expected: { kind: 'pass and fail', passRate: rate, passRecall, failRecall }, source }
}

/** A share with one row more that counts and one that does not (Laplace): no few rows are proof of a perfect judge. */
function cautious({ estimate, effectiveN }: Share): number | undefined {
  return estimate.kind === 'value' ? (estimate.value * effectiveN + 1) / (effectiveN + 2) : undefined
}

/** How many labels a judge has; two where it gives numbers or text: right ones and wrong ones. */
function labelsOf({ definition: { valueType } }: JudgeSummary['judge']): number {
  return valueType.type === 'label' ? Math.max(2, valueType.values.length) : 2
}

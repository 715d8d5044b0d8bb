import type { Agreement, ExpectedFigures, Share } from '../../agreement/index.ts'
import type { Passing, RunRow } from '../../contract/index.ts'

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

/** How often the judge passes held-out rows, whatever their truth, cautiously; undefined where it has scored none. */
export function judgedPassRate(rows: readonly RunRow[], id: string, passes: Passing): number | undefined {
  const scored = rows.flatMap(({ split, verdicts }) =>
    split === 'heldout'
      ? verdicts.flatMap((one) => (one.judge === id && one.outcome === 'scored' ? [passes(one.value)] : []))
      : [],
  )
  return scored.length === 0 ? undefined : laplace(scored.filter(Boolean).length, scored.length)
}

const soFar = 'by the labels so far, each figure with one row more on either side'
const unknown = 'nothing is known yet: say what you believe, with --expect-accuracy'

/** What flags say comes first; then what the labels so far say, cautiously. */
export function labelExpectation(
  { accuracy }: Agreement,
  labels: number,
  { expectAccuracy }: BelievedFigures,
): { expected: Expectation; source: string } {
  const measured = cautious(accuracy)
  return {
    expected: { kind: 'labels', accuracy: expectAccuracy ?? measured ?? 0.9, labels },
    source: expectAccuracy !== undefined ? 'as you say' : measured === undefined ? unknown : soFar,
  }
}

/** The same of a judge that passes and fails; without labels, the truth passes as often as the judge does. */
export function passExpectation(
  { passRecall: passes, failRecall: fails, truthPassRate }: Agreement,
  judged: number | undefined,
  { expectAccuracy, expectPassRecall, expectFailRecall, passRate }: BelievedFigures,
): { expected: Expectation; source: string } {
  const wanted = [expectPassRecall ?? expectAccuracy, expectFailRecall ?? expectAccuracy, passRate]
  const measured = [passes, fails, truthPassRate].map(cautious)
  const [passRecall = 0.9, failRecall = 0.9, rate = judged ?? 0.5] = wanted.map(
    (own, place) => own ?? measured[place],
  )
  const isMissing = wanted.some((own, place) => own === undefined && measured[place] === undefined)
  const source = wanted.every((own) => own !== undefined)
    ? 'as you say'
    : isMissing
      ? `${unknown} and --pass-rate; until then recalls of 90 % and ${judged === undefined ? 'a pass rate of 50 %' : "the judge's own pass rate"} stand for what is missing`
      : wanted.some((own) => own !== undefined)
        ? `as you say, and else ${soFar}`
        : soFar
  return { expected: { kind: 'pass and fail', passRate: rate, passRecall, failRecall }, source }
}

/** As few rows are no proof of a perfect judge. */
function cautious({ estimate, effectiveN }: Share): number | undefined {
  return estimate.kind === 'value' ? laplace(estimate.value * effectiveN, effectiveN) : undefined
}

/** A share with one row more that counts and one that does not (Laplace). */
function laplace(successes: number, rows: number): number {
  return (successes + 1) / (rows + 2)
}

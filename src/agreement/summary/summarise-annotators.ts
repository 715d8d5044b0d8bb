import type { JudgeValue, RunRow } from '../../contract/index.ts'
import {
  type AlternativeAnnotatorTest,
  alternativeAnnotatorTest,
  distanceOf,
} from '../raters/alternative-annotator-test.ts'
import {
  type AnnotatorAgreement,
  annotatorAgreement,
  refuseAnnotators,
} from '../raters/annotator-agreement.ts'
import { areWeighted, partsOf, pickingOf, refusalOfPickings, verdictOf } from './judgements.ts'

/** How people agree among themselves on what a judge is asked: a yardstick for any judge of it. */
export interface AnnotatorSummary extends AnnotatorAgreement {
  /** Their names, sorted. */
  annotators: string[]
  /** Whether the judge may stand in for one of them (Calderon and others 2025); rows of a group are a cluster. */
  alternative: AlternativeAnnotatorTest
}

/**
 * The agreement of people who spoke of the same samples; undefined where no sample has two voices. Where rows were
 * picked by verdict and have no weight, each figure is undefined with this reason.
 */
export function summariseAnnotators(rows: readonly RunRow[], judge: string): AnnotatorSummary | undefined {
  const rated = rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    return verdict?.annotations === undefined || verdict.annotations.length === 0
      ? []
      : [{ row, verdict, annotations: verdict.annotations }]
  })
  if (!rated.some(({ annotations }) => annotations.length > 1)) return undefined
  const annotators = [
    ...new Set(rated.flatMap(({ annotations }) => annotations.map(({ annotator }) => annotator))),
  ].sort()
  const ratings = rated.map(({ annotations }) => {
    const values = new Map(
      annotations.map(({ annotator, value }): [string, JudgeValue] => [annotator, value]),
    )
    return annotators.map((annotator) => values.get(annotator))
  })
  const agreement = annotatorAgreement(ratings, annotators)
  const pickings = rated.map(({ row, verdict }) => pickingOf(row, verdict))
  const refusal = refusalOfPickings(pickings)
  if (refusal !== undefined) {
    const refused = refuseAnnotators(agreement, refusal)
    return { annotators, ...refused, alternative: { kind: 'undefined', reason: refusal } }
  }
  const verdicts = rated.map(({ verdict }) => (verdict.outcome === 'scored' ? verdict.value : undefined))
  const clusters = partsOf(rated.map(({ row }) => row)).flatMap(({ cluster }) => cluster ?? [])
  return {
    annotators,
    ...agreement,
    ...(areWeighted(pickings) && { unweighted: true }),
    alternative: alternativeAnnotatorTest(ratings, annotators, verdicts, {
      distance: distanceOf(ratings, verdicts),
      clusters: clusters.length > 0 ? clusters : undefined,
      unscored: rated.map(({ verdict }) => verdict.outcome === 'unscored'),
    }),
  }
}

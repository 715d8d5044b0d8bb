import type { Passing, RunJudge, RunSuite } from '../../contract/index.ts'
import type { RankCorrelation } from '../numeric/partial-spearman.ts'
import { comparePaired, type PairedComparison } from '../paired/compare-paired.ts'
import { judgementsOf } from '../summary/judgements.ts'
import { measureOptions } from '../summary/summarise-judge.ts'
import { type ConstantVerdict, constantVerdict } from './constant-verdict.ts'
import { lengthCorrelation } from './length-correlation.ts'
import { type LikenessFigures, likenessFigures } from './likeness-figures.ts'
import { type PlaceFigures, placeFigures } from './place-figures.ts'
import { isScored, type ScoredJudgement } from './scored-judgement.ts'
import { type SharedFamily, sharedFamily } from './shared-family.ts'

/** What a judge's held-out rows show besides its agreement, without a further call. */
export interface JudgeObservations {
  judge: string
  /** Scored rows with a truth. */
  rows: number
  /** Verdict and length of the output at the same truth; above 0 where longer outputs get better verdicts. */
  length: RankCorrelation
  /** Verdicts that pass (the first) against truths that pass (the second), on the same rows. */
  leniency: PairedComparison
  /** The verdict given to nearly all rows, where there is one. */
  constant?: ConstantVerdict
  /** The family that the judge's model shares with a model that the system under test calls. */
  sameFamily?: SharedFamily
  /** A judge that says which of two places is better: how it does where either is. */
  places?: PlaceFigures
  /** An aligned judge on rows like those in its memory (the first) and on unlike ones. */
  likeness?: LikenessFigures
}

/** Looks at a judge's held-out rows once more. Rows of one group, and the repeats of a row, are clusters. */
export function observeJudge({ rows }: Pick<RunSuite, 'rows'>, judge: RunJudge): JudgeObservations {
  const { id, definition } = judge
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  const scored = judgementsOf(heldOut, id).filter(isScored)
  const { passes } = measureOptions(definition)
  const constant = constantVerdict(scored)
  const sameFamily = sharedFamily(rows, judge)
  const places = placeFigures(scored, definition)
  const likeness = likenessFigures(scored, id)
  return {
    judge: id,
    rows: new Set(scored.map(({ row }) => row.id)).size,
    length: lengthCorrelation(scored, definition, passes),
    leniency: leniencyOf(scored, passes),
    ...(constant && { constant }),
    ...(sameFamily && { sameFamily }),
    ...(places && { places }),
    ...(likeness && { likeness }),
  }
}

function leniencyOf(scored: readonly ScoredJudgement[], passes: Passing | undefined): PairedComparison {
  if (passes === undefined) {
    return { kind: 'undefined', reason: 'it is not known which values of the judge pass' }
  }
  return comparePaired(
    scored.map(({ truth, verdict, ...rest }) => ({ ...rest, first: passes(verdict), second: passes(truth) })),
  )
}

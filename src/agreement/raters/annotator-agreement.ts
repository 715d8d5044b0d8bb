import type { JudgeValue } from '../../contract/index.ts'
import type { Statistic } from '../statistic.ts'
import { fleissKappa } from './fleiss-kappa.ts'
import { gwetAC1OfRaters } from './gwet-ac1.ts'
import { krippendorffAlpha } from './krippendorff-alpha.ts'
import { observedAgreement } from './observed-agreement.ts'
import { pairwiseKappa, type RaterPair } from './pairwise-kappa.ts'
import { type Ratings, unitRatings } from './ratings.ts'

/** How well annotators agree with each other: the ceiling beside a judge's agreement with them. */
export interface AnnotatorAgreement {
  /** Units with two ratings or more. */
  units: number
  /** Pairs of ratings within those units. */
  pairs: number
  /** The share of agreeing pairs within a unit, averaged over units. */
  observed: Statistic
  fleiss: Statistic
  /** Krippendorff's, nominal. */
  alpha: Statistic
  ac1: Statistic
  /** Each pair of annotators on the units that both rated. */
  pairwise: RaterPair[]
}

/**
 * Measures the agreement of annotators among each other. `raters` names the places of `ratings[unit]`;
 * `labels` are the values that could be given, by default those that occur, and matter to AC1 alone.
 *
 * @throws RangeError when a unit has another number of places than there are raters
 */
export function annotatorAgreement(
  ratings: Ratings,
  raters: readonly string[],
  labels: readonly JudgeValue[] = [],
): AnnotatorAgreement {
  const units = unitRatings(ratings)
  const paired = units.filter(({ total }) => total > 1)
  return {
    units: paired.length,
    pairs: paired.reduce((sum, { total }) => sum + (total * (total - 1)) / 2, 0),
    observed: observedAgreement(units),
    fleiss: fleissKappa(ratings),
    alpha: krippendorffAlpha(ratings, 'nominal'),
    ac1: gwetAC1OfRaters(ratings, labels),
    pairwise: pairwiseKappa(ratings, raters),
  }
}

import type { JudgeValue } from '../../contract/index.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { fleissKappa } from './fleiss-kappa.ts'
import { gwetAC1OfRaters } from './gwet-ac1.ts'
import { krippendorffAlpha } from './krippendorff-alpha.ts'
import { noPairs, observedAgreement } from './observed-agreement.ts'
import { pairwiseKappa, type RaterPair } from './pairwise-kappa.ts'
import { type Ratings, type UnitRatings, unitRatings, valuesIn } from './ratings.ts'

/** How well annotators agree with each other: a yardstick beside a judge's agreement with them. */
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
  /** Where all ratings are numbers. */
  numeric?: NumericAnnotatorAgreement
  /** Each pair of annotators on the units that both rated. */
  pairwise: RaterPair[]
  /** True where rows have weights, which these figures leave out of account. */
  unweighted?: boolean
  /** Why no figure is to be had. */
  refusal?: string
}

/** How far annotators' numbers are apart. */
export interface NumericAnnotatorAgreement {
  /** Krippendorff's, interval. */
  alpha: Statistic
  /** Between the two ratings of a pair within a unit, averaged over a unit's pairs and then over units. */
  meanAbsoluteDifference: Statistic
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
  const isNumeric = units.length > 0 && valuesIn(units).every((own) => typeof own === 'number')
  return {
    units: paired.length,
    pairs: paired.reduce((sum, { total }) => sum + (total * (total - 1)) / 2, 0),
    observed: observedAgreement(units),
    fleiss: fleissKappa(ratings),
    alpha: krippendorffAlpha(ratings, 'nominal'),
    ac1: gwetAC1OfRaters(ratings, labels),
    ...(isNumeric && {
      numeric: {
        alpha: krippendorffAlpha(ratings, 'interval'),
        meanAbsoluteDifference: meanAbsoluteDifference(paired),
      },
    }),
    pairwise: pairwiseKappa(ratings, raters),
  }
}

/** The same annotators where no figure of theirs would stand for all rows: counts stay, each figure says why. */
export function refuseAnnotators(
  { units, pairs, numeric }: AnnotatorAgreement,
  refusal: string,
): AnnotatorAgreement {
  const none = undefinedStatistic(refusal)
  return {
    units,
    pairs,
    observed: none,
    fleiss: none,
    alpha: none,
    ac1: none,
    ...(numeric !== undefined && { numeric: { alpha: none, meanAbsoluteDifference: none } }),
    pairwise: [],
    refusal,
  }
}

function meanAbsoluteDifference(paired: readonly UnitRatings[]): Statistic {
  if (paired.length === 0) return noPairs
  let sum = 0
  for (const { counts, total } of paired) {
    const numbers = [...counts]
    let apart = 0
    numbers.forEach(([one, count], place) => {
      for (const [other, times] of numbers.slice(place + 1)) {
        apart += count * times * Math.abs(Number(one) - Number(other))
      }
    })
    sum += (2 * apart) / (total * (total - 1))
  }
  return value(sum / paired.length)
}

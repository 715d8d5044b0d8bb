import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { meanShares, observedAgreement } from './observed-agreement.ts'
import { type Ratings, unitRatings, valuesIn } from './ratings.ts'

/**
 * Fleiss' kappa of any number of raters (Fleiss 1971), for missing ratings as in Gwet (2014): agreement is
 * the mean over the units with two ratings or more, each over its own raters; a unit with one rating enters
 * the shares of the values alone, that is, the agreement by chance. For two raters without missing ratings it
 * is Scott's pi. Undefined when no unit has two ratings or all ratings are one value.
 */
export function fleissKappa(ratings: Ratings): Statistic {
  const units = unitRatings(ratings)
  const observed = observedAgreement(units)
  if (observed.kind === 'undefined') return observed
  const values = valuesIn(units)
  if (values.length < 2) return undefinedStatistic('all ratings are one value')
  const chance = meanShares(units, values).reduce((sum, share) => sum + share * share, 0)
  return value((observed.value - chance) / (1 - chance))
}

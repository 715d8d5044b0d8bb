import type { JudgeValue } from '../../contract/index.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { meanShares, observedAgreement } from './observed-agreement.ts'
import { type Ratings, unitRatings, valuesIn } from './ratings.ts'

/**
 * Gwet's AC1 of any number of raters (Gwet 2008); missing ratings are treated as by `fleissKappa` (Gwet
 * 2014). `labels` are the values that could be given, by default those that occur: their number enters the
 * agreement by chance. Undefined when no unit has two ratings or only one value is known.
 */
export function gwetAC1OfRaters(ratings: Ratings, labels: readonly JudgeValue[] = []): Statistic {
  const units = unitRatings(ratings)
  const observed = observedAgreement(units)
  if (observed.kind === 'undefined') return observed
  const values = [...new Set([...valuesIn(units), ...labels])]
  if (values.length < 2) return undefinedStatistic('all ratings are one value')
  const spread = meanShares(units, values).reduce((sum, share) => sum + share * (1 - share), 0)
  const chance = spread / (values.length - 1)
  return value((observed.value - chance) / (1 - chance))
}

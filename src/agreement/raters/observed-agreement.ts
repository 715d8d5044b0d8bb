import type { JudgeValue } from '../../contract/index.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import type { UnitRatings } from './ratings.ts'

/** Why nothing can be said of agreement, in the words that all coefficients use. */
export const noPairs = undefinedStatistic('no unit has two ratings')

/**
 * The mean over units of the share of a unit's pairs of ratings that agree. Each unit counts once, however
 * many ratings it has; units with fewer than two are left out. Undefined without a unit that has two.
 */
export function observedAgreement(units: readonly UnitRatings[]): Statistic {
  const paired = units.filter(({ total }) => total > 1)
  if (paired.length === 0) return noPairs
  let sum = 0
  for (const { counts, total } of paired) {
    let agreeing = 0
    for (const count of counts.values()) agreeing += count * (count - 1)
    sum += agreeing / (total * (total - 1))
  }
  return value(sum / paired.length)
}

/** Each value's share of a unit's ratings, averaged over all units, those with a single rating among them. */
export function meanShares(units: readonly UnitRatings[], values: readonly JudgeValue[]): number[] {
  return values.map((own) => {
    let sum = 0
    for (const { counts, total } of units) sum += (counts.get(own) ?? 0) / total
    return sum / units.length
  })
}

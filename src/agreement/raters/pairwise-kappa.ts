import { cohenKappa } from '../coefficients/kappa.ts'
import { type Statistic, undefinedStatistic } from '../statistic.ts'
import { type Ratings, requireRaters, unitRatings, valuesIn } from './ratings.ts'

/** Two raters on the units that both rated. */
export interface RaterPair {
  first: string
  second: string
  /** Units that both rated. */
  rows: number
  /** Units to which both gave the same value. */
  agreed: number
  /** Cohen's kappa; undefined when they share no unit or gave one value only, both the same. */
  kappa: Statistic
}

/**
 * Cohen's kappa of each pair of raters on the units that both rated, pairs in the order of `raters`, which
 * names the places of `ratings[unit]`.
 *
 * @throws RangeError when a unit has another number of places than there are raters
 */
export function pairwiseKappa(ratings: Ratings, raters: readonly string[]): RaterPair[] {
  requireRaters(ratings, raters)
  const labels = new Map(valuesIn(unitRatings(ratings)).map((label, place) => [label, place]))
  return raters.flatMap((first, place) =>
    raters.slice(place + 1).map((second, offset) => {
      const counts = Array.from(labels, () => Array.from(labels, () => 0))
      let [rows, agreed] = [0, 0]
      for (const unit of ratings) {
        const [one, other] = [unit[place], unit[place + 1 + offset]]
        if (one === undefined || other === undefined) continue
        rows++
        if (one === other) agreed++
        const row = counts[labels.get(one) ?? 0] ?? []
        const column = labels.get(other) ?? 0
        row[column] = (row[column] ?? 0) + 1
      }
      return { first, second, rows, agreed, kappa: kappaOfPair(counts, rows) }
    }),
  )
}

function kappaOfPair(counts: readonly (readonly number[])[], rows: number): Statistic {
  if (rows === 0) return undefinedStatistic('the two rated no unit both')
  const { estimate } = cohenKappa(counts)
  return estimate.kind === 'value' ? estimate : undefinedStatistic('both gave one and the same value always')
}

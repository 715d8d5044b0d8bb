import type { JudgeValue } from '../../contract/index.ts'
import { compareLabels } from '../judge-value.ts'

/** What raters said of units: `ratings[unit][rater]`, undefined where a rater did not rate a unit. */
export type Ratings = readonly (readonly (JudgeValue | undefined)[])[]

/** How often each value was given to one unit, and how many ratings the unit has. */
export interface UnitRatings {
  counts: Map<JudgeValue, number>
  total: number
}

/** The ratings of each unit that has any, counted by value. */
export function unitRatings(ratings: Ratings): UnitRatings[] {
  return ratings.map(countValues).filter(({ total }) => total > 0)
}

/** The different values in units, numbers by size and all else by text. */
export function valuesIn(units: readonly UnitRatings[]): JudgeValue[] {
  return [...new Set(units.flatMap(({ counts }) => [...counts.keys()]))].sort(compareLabels)
}

/**
 * Checks that each unit has a place for each rater and no more.
 *
 * @throws RangeError when a unit has another number of places than there are raters
 */
export function requireRaters(ratings: Ratings, raters: readonly string[]): void {
  const unit = ratings.findIndex((row) => row.length !== raters.length)
  if (unit === -1) return
  throw new RangeError(
    `${raters.length} ratings (or undefined) were expected for each unit, got ${ratings[unit]?.length} for unit ${unit}.`,
  )
}

function countValues(row: Ratings[number]): UnitRatings {
  const counts = new Map<JudgeValue, number>()
  let total = 0
  for (const rating of row) {
    if (rating === undefined) continue
    counts.set(rating, (counts.get(rating) ?? 0) + 1)
    total++
  }
  return { counts, total }
}

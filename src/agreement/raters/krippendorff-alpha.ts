import type { JudgeValue } from '../../contract/index.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { noPairs } from './observed-agreement.ts'
import { type Ratings, unitRatings, valuesIn } from './ratings.ts'

/** What differences between values mean: none but being different, order, distance, or distance from zero. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/**
 * Krippendorff's alpha of any number of raters with missing ratings, by the coincidence matrix (Krippendorff
 * 2011, "Computing Krippendorff's alpha-reliability"): 1 - (n - 1) sum o d / sum n n d. Units with fewer than
 * two ratings say nothing and are left out. `ordinal` takes numbers by size, other values as `order` lists
 * them; `interval` and `ratio` take numbers only. The time grows with the square of the number of different
 * values. Undefined when no unit has two ratings, when all of those are one value, or when the level does not
 * suit the values.
 */
export function krippendorffAlpha(
  ratings: Ratings,
  level: MeasurementLevel,
  order?: readonly JudgeValue[],
): Statistic {
  const units = unitRatings(ratings).filter(({ total }) => total > 1)
  if (units.length === 0) return noPairs
  const found = valuesIn(units)
  if (found.length < 2) return undefinedStatistic('all ratings are one value')
  const unsuitable = whyUnsuitable(found, level, order)
  if (unsuitable !== undefined) return undefinedStatistic(unsuitable)
  const values = level === 'ordinal' && order !== undefined ? [...new Set(order)] : found
  const places = new Map(values.map((own, place) => [own, place]))

  const frequencies = values.map(() => 0)
  const given = units.map(({ counts, total }) => ({
    entries: [...counts].map(([own, count]) => ({ place: places.get(own) ?? 0, count })),
    total,
  }))
  for (const { entries } of given) {
    for (const { place, count } of entries) frequencies[place] = (frequencies[place] ?? 0) + count
  }
  const distance = distances(level, values, frequencies)
  const all = frequencies.map((count, place) => ({ place, count }))
  let observed = 0
  for (const { entries, total } of given) observed += disagreement(entries, distance) / (total - 1)
  const ratingCount = units.reduce((sum, { total }) => sum + total, 0)
  return value(1 - ((ratingCount - 1) * observed) / disagreement(all, distance))
}

type Distance = (left: number, right: number) => number

/** The sum over pairs of different values of both counts and the distance. */
function disagreement(entries: readonly { place: number; count: number }[], distance: Distance): number {
  let sum = 0
  entries.forEach(({ place, count }, index) => {
    for (const other of entries.slice(index + 1)) sum += count * other.count * distance(place, other.place)
  })
  return sum
}

function distances(
  level: MeasurementLevel,
  values: readonly JudgeValue[],
  frequencies: readonly number[],
): Distance {
  if (level === 'nominal') return (left, right) => Number(left !== right)
  if (level === 'ordinal') {
    // The number of ratings up to the middle of each value's own.
    let below = 0
    const middles = frequencies.map((count) => {
      below += count
      return below - count / 2
    })
    return (left, right) => ((middles[left] ?? 0) - (middles[right] ?? 0)) ** 2
  }
  const numbers = values.map(Number)
  return (left, right) => {
    const [one, other] = [numbers[left] ?? 0, numbers[right] ?? 0]
    return level === 'interval' ? (one - other) ** 2 : ((one - other) / (one + other)) ** 2
  }
}

function whyUnsuitable(
  values: readonly JudgeValue[],
  level: MeasurementLevel,
  order: readonly JudgeValue[] | undefined,
): string | undefined {
  if (level === 'nominal') return undefined
  if (level === 'ordinal' && order !== undefined) {
    const stranger = values.find((own) => !order.includes(own))
    return stranger === undefined ? undefined : `the order does not name ${JSON.stringify(stranger)}`
  }
  const text = values.find((own) => typeof own !== 'number')
  if (text !== undefined) {
    return level === 'ordinal'
      ? `no order is given for ${JSON.stringify(text)}`
      : `${JSON.stringify(text)} is not a number`
  }
  if (level === 'ratio' && values.some((own) => Number(own) < 0))
    return 'a ratio scale has no negative numbers'
  return undefined
}

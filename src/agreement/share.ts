import { type Statistic, undefinedStatistic, value } from './statistic.ts'
import { wilsonInterval } from './intervals/wilson-interval.ts'

/**
 * A share of rows with its two-sided 95 % Wilson interval. Without rows the estimate is undefined and the
 * interval is 0 to 1.
 */
export interface Share {
  successes: number
  n: number
  estimate: Statistic
  low: number
  high: number
}

/** The share of `successes` among `n`; `reason` says why it does not exist when `n` is 0. */
export function shareOf(successes: number, n: number, reason = 'there are no rows'): Share {
  const estimate = n === 0 ? undefinedStatistic(reason) : value(successes / n)
  return { successes, n, estimate, ...wilsonInterval(successes, n) }
}

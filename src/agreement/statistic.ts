/** A number that may not exist: either its value, or in words why there is none. Never NaN. */
export type Statistic = { kind: 'value'; value: number } | { kind: 'undefined'; reason: string }

/** A statistic that exists. The number must be finite. */
export function value(number: number): Statistic {
  if (!Number.isFinite(number)) throw new RangeError(`A statistic's value must be finite, got ${number}.`)
  return { kind: 'value', value: number }
}

/** A statistic that does not exist, and why, as a clause without a full stop. */
export function undefinedStatistic(reason: string): Statistic {
  return { kind: 'undefined', reason }
}

import { binomialDistribution } from '../intervals/binomial-distribution.ts'
import { mostPlannedRows, tooManyRows } from './most-planned-rows.ts'

/** A planned exact test: how many rows, and how many of them right prove the point; undefined, with the reason. */
export type ExactTestPlan =
  | { kind: 'value'; rows: number; correct: number }
  | { kind: 'undefined'; reason: string }

/**
 * The smallest n from which on the exact one-sided binomial test at 5 % proves an accuracy above `nullRate` with a
 * chance of at least 80 % where the truth is `trueRate`, on n rows or any larger number up to 20 000 (the chance is a
 * saw-tooth in n), and how many of the n must be right. Undefined unless the true rate is above the null rate, or
 * when it takes more rows than that.
 *
 * @throws RangeError unless both rates are within 0 to 1
 */
export function exactTestRows(nullRate: number, trueRate: number): ExactTestPlan {
  if (trueRate <= nullRate) {
    return {
      kind: 'undefined',
      reason: 'the true rate is not above the null rate, so no number of rows will do',
    }
  }
  const atLeast = (count: number, n: number, rate: number) => binomialDistribution(n - count, n, 1 - rate)
  let correct = 0
  let plan: { rows: number; correct: number } | undefined
  for (let rows = 1; rows <= mostPlannedRows; rows++) {
    while (atLeast(correct, rows, nullRate) > 0.05) correct++
    if (correct > rows || atLeast(correct, rows, trueRate) < 0.8) plan = undefined
    else plan ??= { rows, correct }
  }
  return plan === undefined ? { kind: 'undefined', reason: tooManyRows } : { kind: 'value', ...plan }
}

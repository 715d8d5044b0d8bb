import { type Statistic, undefinedStatistic, value } from '../statistic.ts'

/** Cohen's kappa and its large-sample standard error. */
export interface Kappa {
  kappa: Statistic
  standardError: Statistic
}

/**
 * Cohen's kappa (po - pe) / (1 - pe) of a square table `counts[truth][verdict]` (Cohen 1960), with the
 * standard error of Fleiss, Cohen and Everitt (1969). Undefined when the table is empty, or when chance alone
 * would agree always (truth and verdict both constant and equal).
 */
export function cohenKappa(counts: readonly (readonly number[])[]): Kappa {
  const truths = counts.map(sum)
  const verdicts = counts.map((_, column) => sum(counts.map((row) => row[column] ?? 0)))
  const n = sum(truths)
  if (n === 0) return neither('there are no scored rows')
  // Whole numbers up to here, so that "chance agrees always" is decided exactly.
  const chance = sum(truths.map((count, label) => count * (verdicts[label] ?? 0)))
  const agreed = sum(counts.map((row, label) => row[label] ?? 0))
  if (chance === n * n) return neither('every truth and every verdict is the same value')
  const kappa = (n * agreed - chance) / (n * n - chance)
  const expected = chance / (n * n)
  const spread = sum(
    counts.flatMap((row, truth) =>
      row.map((count, verdict) => {
        const margins = ((verdicts[truth] ?? 0) + (truths[verdict] ?? 0)) / n
        return (count / n) * ((truth === verdict ? 1 : 0) - (1 - kappa) * margins) ** 2
      }),
    ),
  )
  const correction = (agreed / n - 2 * (1 - kappa) * expected) ** 2
  const standardError = Math.sqrt(Math.max(0, spread - correction) / n) / (1 - expected)
  return { kappa: value(kappa), standardError: value(standardError) }
}

function neither(reason: string): Kappa {
  return { kappa: undefinedStatistic(reason), standardError: undefinedStatistic(reason) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

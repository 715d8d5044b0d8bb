import type { Judgement, Statistic } from '../../src/agreement/index.ts'
import type { JudgeValue } from '../../src/contract/index.ts'

/** Judgements of a table `table[truth][verdict]`. */
export function fromTable(table: readonly (readonly number[])[], labels: readonly JudgeValue[]): Judgement[] {
  return table.flatMap((row, truth) =>
    row.flatMap((count, verdict) =>
      Array.from({ length: count }, () => ({
        truth: labels[truth] as JudgeValue,
        verdict: labels[verdict] as JudgeValue,
      })),
    ),
  )
}

/** The value of a statistic that exists. */
export function number(statistic: Statistic | undefined): number {
  if (statistic?.kind !== 'value') throw new Error(statistic?.reason ?? 'there is none')
  return statistic.value
}

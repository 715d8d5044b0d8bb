import type { JudgeValue } from '../contract/index.ts'
import type { Tally } from './tally.ts'

/** The sums of a tally's weights: in all, by truth, by verdict, and where both agree. */
export interface Margins {
  weight: number
  truths: ReadonlyMap<JudgeValue, number>
  /** Undefined stands for unscored. */
  verdicts: ReadonlyMap<JudgeValue | undefined, number>
  agreed: number
}

/** Adds up a tally's weights. */
export function marginsOf({ cells }: Tally): Margins {
  const truths = new Map<JudgeValue, number>()
  const verdicts = new Map<JudgeValue | undefined, number>()
  let [weight, agreed] = [0, 0]
  for (const cell of cells) {
    truths.set(cell.truth, (truths.get(cell.truth) ?? 0) + cell.weight)
    verdicts.set(cell.verdict, (verdicts.get(cell.verdict) ?? 0) + cell.weight)
    weight += cell.weight
    if (cell.truth === cell.verdict) agreed += cell.weight
  }
  return { weight, truths, verdicts, agreed }
}

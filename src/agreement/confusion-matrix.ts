import type { JudgeValue } from '../contract/index.ts'
import { compareLabels, valueKey } from './judge-value.ts'

/** What a perfect judge would say of a sample, and what the judge said; undefined stands for unscored. */
export interface Judgement {
  truth: JudgeValue
  verdict: JudgeValue | undefined
}

/** How often each verdict met each truth; unscored verdicts stand in a column of their own. */
export interface ConfusionMatrix {
  /** Every value seen as truth or verdict: numbers by size, then the rest by text. */
  labels: JudgeValue[]
  /** `counts[truth][verdict]`, both indices into `labels`. */
  counts: number[][]
  /** `unscored[truth]`, an index into `labels`. */
  unscored: number[]
}

/** Counts judgements by truth and verdict. The order of the judgements does not matter. */
export function confusionMatrix(judgements: readonly Judgement[]): ConfusionMatrix {
  const seen = new Map<string, JudgeValue>()
  for (const { truth, verdict } of judgements) {
    seen.set(valueKey(truth), truth)
    if (verdict !== undefined) seen.set(valueKey(verdict), verdict)
  }
  const labels = [...seen.values()].sort(compareLabels)
  const indices = new Map(labels.map((label, index) => [valueKey(label), index]))
  const counts = labels.map(() => labels.map(() => 0))
  const unscored = labels.map(() => 0)
  for (const { truth, verdict } of judgements) {
    const row = indices.get(valueKey(truth)) as number
    if (verdict === undefined) {
      unscored[row] = (unscored[row] ?? 0) + 1
      continue
    }
    const column = indices.get(valueKey(verdict)) as number
    const cells = counts[row] as number[]
    cells[column] = (cells[column] ?? 0) + 1
  }
  return { labels, counts, unscored }
}

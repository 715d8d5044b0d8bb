import type { JudgeValue } from '../contract/index.ts'
import { compareLabels } from './judge-value.ts'
import { type Tally, whole } from './tally.ts'

/** How often each verdict met each truth; unscored verdicts stand in a column of their own. */
export interface ConfusionMatrix {
  /** Every value seen as truth or verdict: numbers by size, then the rest by text. */
  labels: JudgeValue[]
  /** `counts[truth][verdict]` in rows, both indices into `labels`; empty where there are more than 50. */
  counts: number[][]
  /** `unscored[truth]` in rows, an index into `labels`; empty where there are more than 50. */
  unscored: number[]
}

/** With more labels than this, what grows with their number or its square is not had. */
export const mostLabels = 50

/** The rows of a tally by truth and verdict, unweighted. */
export function confusionMatrix({ cells }: Tally): ConfusionMatrix {
  const labels = labelsOf(cells)
  if (labels.length > mostLabels) return { labels, counts: [], unscored: [] }
  const indices = new Map(labels.map((label, index) => [label, index]))
  const counts = labels.map(() => labels.map(() => 0))
  const unscored = labels.map(() => 0)
  for (const { truth, verdict, rows } of cells) {
    const row = indices.get(truth) as number
    if (verdict === undefined) unscored[row] = whole(rows)
    else (counts[row] as number[])[indices.get(verdict) as number] = whole(rows)
  }
  return { labels, counts, unscored }
}

/** Every value seen as truth or verdict: numbers by size, then the rest by text. */
export function labelsOf(cells: Tally['cells']): JudgeValue[] {
  const seen = new Set<JudgeValue>()
  for (const { truth, verdict } of cells) {
    seen.add(truth)
    if (verdict !== undefined) seen.add(verdict)
  }
  return [...seen].sort(compareLabels)
}

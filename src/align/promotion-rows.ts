import {
  type Feedback,
  isChosen,
  type JudgeDefinition,
  type JudgeValue,
  type RunRow,
  truthOf,
} from '../contract/index.ts'
import { resolveFeedback } from '../feedback/index.ts'
import { hashFraction } from '../io/index.ts'
import { toTaughtValue } from '../judge/index.ts'

/** How many folds a promotion is decided on at most. */
export const mostFolds = 5

/** With fewer groups than this, chance might leave a fold empty: they are dealt out instead. */
const fewGroups = 25

/** An align row with its truth, and the fold in which it is judged and does not teach. */
export interface PromotionRow {
  row: RunRow & { sampleId: string }
  truth: JudgeValue
  /** From 0 on. */
  fold: number
  /** The inverse of the chance with which the row or its label was picked, where it is known. */
  weight?: number
}

/**
 * The rows that a promotion is decided on: align rows, each sample once, whose truth is known from the suite or from
 * people's resolved feedback. Held-out rows are not among them, nor rows whose label was asked for because of a
 * verdict: on those, the present judge is wrong by choice. Rows of one group are in one fold, which a hash of the group
 * and the seed decides, so that a fold stays what it is when other rows come.
 */
export function promotionRows(
  definition: JudgeDefinition,
  rows: readonly RunRow[],
  feedback: readonly Feedback[],
  seed: number,
): PromotionRow[] {
  const resolved = resolveFeedback(feedback, (value) => toTaughtValue(definition.valueType, value))
  const seen = new Set<string>()
  const known = rows.flatMap((row) => {
    const { sampleId, split } = row
    if (split !== 'align' || sampleId === undefined || seen.has(sampleId)) return []
    const bySuite = truthOf(row, definition.name)
    const given = bySuite === undefined ? resolved.get(sampleId) : undefined
    const truth = bySuite ?? given?.value
    const weight = given?.weight ?? row.weight
    const pickedBy = given?.pickedBy ?? row.pickedBy
    if (truth === undefined || (isChosen(pickedBy) && weight === undefined)) return []
    seen.add(sampleId)
    return [{ row: { ...row, sampleId }, truth, ...(weight !== undefined && { weight }) }]
  })
  const foldOf = foldsOf(
    known.map(({ row }) => clusterOf(row)),
    seed,
  )
  return known
    .map((one) => ({ ...one, fold: foldOf(clusterOf(one.row)) }))
    .toSorted((left, right) => (left.row.sampleId < right.row.sampleId ? -1 : 1))
}

/** What must not be split between folds: the group of a row, or the row. */
export function clusterOf({ id, group }: Pick<RunRow, 'id' | 'group'>): string {
  return JSON.stringify(group === undefined ? { row: id } : { group })
}

function foldsOf(clusters: readonly string[], seed: number): (cluster: string) => number {
  const place = (cluster: string) => hashFraction(`fold:${seed}:${cluster}`)
  const distinct = [...new Set(clusters)]
  if (distinct.length >= fewGroups) return (cluster) => Math.floor(place(cluster) * mostFolds)
  const inOrder = distinct.toSorted((left, right) => place(left) - place(right))
  const folds = Math.max(1, Math.min(mostFolds, distinct.length))
  return (cluster) => inOrder.indexOf(cluster) % folds
}

import { type CalibrationRow, isChosen, type RunRow, type RunVerdict } from '../../contract/index.ts'
import type { Judgement } from '../judgement.ts'
import { refusalOf } from '../tally.ts'

/** A judgement and the row it was given on. */
export interface RowJudgement extends Judgement {
  row: RunRow
  /** True when the verdict came from a recording: the judge was not asked again. */
  recorded: boolean
}

/** What tells which row and answer a judgement is of. */
export type RowIdentity = Pick<RunRow, 'id' | 'sampleId' | 'group'>

/**
 * The judgements of one judge on rows of one side of the split: those where it was asked and the truth is known.
 * The repeats of a row share its weight; rows of one group, and the repeats of a row, are one cluster where there
 * are such. Labels that were asked for on mismatches or hard rows are left out where other labels were drawn to measure:
 * those stand for all rows, these would count a second time what they show.
 */
export function judgementsOf(rows: readonly RunRow[], judge: string): RowJudgement[] {
  const teaching = teachingLabels(rows, judge)
  const known = rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    if (verdict?.truth === undefined || verdict.outcome === 'not-asked' || teaching.has(verdict)) return []
    return [{ row, verdict, truth: verdict.truth }]
  })
  const parts = partsOf(known.map(({ row }) => row))
  return known.map(({ row, verdict, truth }, index) => {
    return {
      ...parts[index],
      row,
      truth,
      verdict: verdict.outcome === 'scored' ? verdict.value : undefined,
      recorded: verdict.outcome === 'scored' && verdict.recorded,
      ...pickingOf(row, verdict),
    }
  })
}

/** The verdicts whose truth a label gave that only teaches, where other labels were drawn to measure; else none. */
export function teachingLabels(rows: readonly RunRow[], judge: string): ReadonlySet<RunVerdict> {
  const verdicts = rows.flatMap((row) => verdictOf(row, judge) ?? [])
  const isMeasured = verdicts.some(({ pickedBy, weight }) => pickedBy === 'random' && weight !== undefined)
  return new Set(
    isMeasured ? verdicts.filter(({ pickedBy, weight }) => isChosen(pickedBy) && weight === undefined) : [],
  )
}

/** How a row came to be labelled: what is said of the label counts before what is said of the row. */
export function pickingOf(row: RunRow, verdict: RunVerdict): Pick<Judgement, 'weight' | 'pickedByVerdict'> {
  const weight = verdict.weight ?? (verdict.pickedBy === undefined ? row.weight : undefined)
  return {
    ...(weight !== undefined && { weight }),
    pickedByVerdict: isChosen(verdict.pickedBy ?? row.pickedBy),
  }
}

/** Why no figure may be computed from labels picked in these ways; undefined where all may. */
export function refusalOfPickings(pickings: readonly ReturnType<typeof pickingOf>[]): string | undefined {
  const biased = pickings.filter(
    ({ weight, pickedByVerdict }) => pickedByVerdict === true && weight === undefined,
  )
  return refusalOf(biased.length)
}

/** True where some label stands for more or fewer rows than another. */
export function areWeighted(pickings: readonly ReturnType<typeof pickingOf>[]): boolean {
  return pickings.some(({ weight = 1 }) => weight !== 1)
}

/** The held-out judgements of one judge as a calibration file holds them. */
export function measuredRows(rows: readonly RunRow[], judge: string): CalibrationRow[] {
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  return judgementsOf(heldOut, judge).map(({ row, truth, verdict, weight }) => ({
    id: row.id,
    ...(row.sampleId !== undefined && { sampleId: row.sampleId }),
    ...(row.group !== undefined && { group: row.group }),
    ...(row.repeat > 0 && { repeat: row.repeat }),
    ...(weight !== undefined && { weight }),
    truth,
    ...(verdict !== undefined && { verdict }),
  }))
}

/** Each row's part among the repeats of its answer, and its cluster where some cluster has two rows or more. */
export function partsOf(rows: readonly RowIdentity[]): Pick<Judgement, 'share' | 'cluster'>[] {
  const repeats = countBy(rows, sampleKey)
  const sizes = countBy(rows, clusterKey)
  const isClustered = [...sizes.values()].some((size) => size > 1)
  return rows.map((row) => ({
    share: 1 / (repeats.get(sampleKey(row)) ?? 1),
    ...(isClustered && { cluster: clusterKey(row) }),
  }))
}

/** What a judge said of a row; undefined where it is not recorded. */
export function verdictOf(row: RunRow, judge: string): RunVerdict | undefined {
  return row.verdicts.find((verdict) => verdict.judge === judge)
}

/** What the repeats of a row have in common: the row and the answer. */
export function sampleKey({ id, sampleId }: RowIdentity): string {
  return JSON.stringify([id, sampleId ?? null])
}

function clusterKey({ id, group }: RowIdentity): string {
  return JSON.stringify(group === undefined ? { row: id } : { group })
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}

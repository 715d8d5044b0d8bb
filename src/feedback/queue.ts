import {
  isMismatch,
  type JudgeValue,
  type PickedBy,
  type RunRow,
  truthOf,
  verdictsOf,
} from '../contract/index.ts'
import { canonicalJson, hashFraction } from '../io/index.ts'
import { type Doubt, doubtOf, isUncertain } from './queue-doubt.ts'

/** Why a sample is asked about: a form of the judge got it wrong, the judge is unsure of it, or it is one of the rest. */
export type QueueReason = 'mismatch' | 'uncertain' | 'sample'

/** One sample to ask people about. */
export interface QueuedSample {
  sampleId: string
  rowId: string
  /** All rows of it, by repeat: they differ in their verdicts alone. */
  rows: [RunRow, ...RunRow[]]
  reason: QueueReason
  /** The suite's truth, where it is known. */
  truth?: JudgeValue
  doubt: Doubt
  /**
   * What a label given in this order says of how its sample was picked; absent where no verdict had a part in it, and
   * the label counts as its row does.
   */
  pickedBy?: PickedBy
}

/** How a queue is made. */
export interface QueueOptions {
  /** Changes the order among samples of one kind; default 0. */
  seed?: number
  /** True where neither order nor `pickedBy` may tell, or hang on, what the judge said: all come in the seeded order. */
  isBlind?: boolean
  /** The value of each sample that may have been shown as an example (`exampleValuesOf`); default none are known. */
  exampleValues?: ReadonlyMap<string, JudgeValue>
}

/**
 * The align samples of a judge in the order in which to ask people about them, each once: first the mismatches, of them
 * those that the aligned form still gets wrong; then what the judge is least sure of; then the rest. Among equals the
 * order is seeded: the same rows, in whatever order, make the same queue.
 */
export function feedbackQueue(
  rows: readonly RunRow[],
  judgeName: string,
  { seed = 0, isBlind = false, exampleValues = new Map() }: QueueOptions = {},
): QueuedSample[] {
  const own = rows.flatMap((row) =>
    row.split === 'align' && row.sampleId !== undefined && row.outputs !== undefined
      ? [{ row, sampleId: row.sampleId }]
      : [],
  )
  const queue = [...Map.groupBy(own, ({ sampleId }) => sampleId)].map(([sampleId, entries]) => {
    const sorted = entries.map(({ row }) => row).toSorted(byRepeat) as [RunRow, ...RunRow[]]
    const entry = queued(sampleId, sorted, judgeName, exampleValues)
    return { entry, keys: isBlind ? [] : keysOf(entry, judgeName), place: placeOf(seed, judgeName, sampleId) }
  })
  const isSelective = !isBlind && queue.some(({ entry }) => entry.reason !== 'sample')
  return queue
    .toSorted(
      (left, right) =>
        compareNumbers(left.keys, right.keys) ||
        left.place - right.place ||
        compareTexts(left.entry.sampleId, right.entry.sampleId),
    )
    .map(({ entry }) =>
      isSelective ? { ...entry, pickedBy: entry.reason === 'uncertain' ? 'hard' : 'verdict' } : entry,
    )
}

function queued(
  sampleId: string,
  rows: [RunRow, ...RunRow[]],
  judgeName: string,
  exampleValues: ReadonlyMap<string, JudgeValue>,
): QueuedSample {
  const truth = rows.map((row) => truthOf(row, judgeName)).find((value) => value !== undefined)
  const doubt = doubtOf(rows, judgeName, exampleValues)
  const isWrong = truth !== undefined && rows.some((row) => isMismatch(row, judgeName, truth))
  return {
    sampleId,
    rowId: rows[0].id,
    rows,
    reason: isWrong ? 'mismatch' : isUncertain(doubt) ? 'uncertain' : 'sample',
    ...(truth !== undefined && { truth }),
    doubt,
  }
}

/** What a queue is sorted by, ascending. */
function keysOf({ reason, rows, truth, doubt }: QueuedSample, judgeName: string): number[] {
  if (reason === 'uncertain') return [2, -doubt.verdicts, -doubt.examples, -doubt.similarity]
  if (reason === 'sample') return [3]
  const isStillWrong = rows.some((row) =>
    verdictsOf(row, judgeName).some(
      (verdict) => verdict.judge !== judgeName && verdict.outcome === 'scored' && verdict.value !== truth,
    ),
  )
  return [isStillWrong ? 0 : 1]
}

function placeOf(seed: number, judgeName: string, sampleId: string): number {
  return hashFraction(`feedback:${seed}:${judgeName}:${sampleId}`)
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((number, position) => number !== right[position])
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0)
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** By repeat; those of one repeat, as of two suites, by what is in them. */
function byRepeat(left: RunRow, right: RunRow): number {
  return left.repeat - right.repeat || compareTexts(left.id, right.id) || compareContents(left, right)
}

function compareContents(left: RunRow, right: RunRow): number {
  return compareTexts(canonicalJson(left), canonicalJson(right))
}

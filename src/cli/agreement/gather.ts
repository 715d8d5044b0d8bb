import type { VerdictPair } from '../../agreement/index.ts'
import { type JudgeValue, VitestJudgeError } from '../../contract/index.ts'
import { type AgreementFlags, isFile } from './flags.ts'
import { type CountedRow, type JudgeCount, judgeCounter } from './judge-count.ts'
import { type KnownValues, knownValues } from './known-values.ts'
import { joinFiles } from './join-files.ts'
import { type RatingsTable, ratingsTable } from './ratings-table.ts'
import { type VerdictRow, visitRows, type WantedFields } from './visit-rows.ts'

/** One file and how many of its rows could be used. */
export interface FileCount {
  file: string
  rows: number
  /** Rows without a truth, which are left out. */
  withoutTruth: number
  /** With --group, rows that have a truth and no group: each is one of its own. */
  withoutGroup?: number
}

/** All that was read, counted. */
export interface Gathered {
  /** The file, and after it the other one, if any. */
  files: FileCount[]
  /** Every truth and verdict. */
  values: KnownValues
  /** None where only annotators were asked about; two with --against. */
  judges: JudgeCount[]
  ratings: RatingsTable | undefined
  /** The rows of two judges, the unscored treated as the policy says; empty for one. */
  pairs: VerdictPair[]
  /** Rows that make no pair: only one file has them, or a verdict was dropped. */
  leftOut: { onlyFirst: number; onlySecond: number; dropped: number }
}

/**
 * Reads the file, or both, and counts; of two files only the rows that both have. Rows are kept only where they are
 * needed one by one: for two judges, for annotators, and unscored ones until it is known what they are taken for.
 *
 * @throws VitestJudgeError `no-rows`, `invalid-usage`, `invalid-rows`, `duplicate-row`, and what reading throws
 */
export async function gather(file: string, flags: AgreementFlags): Promise<Gathered> {
  const { truth, verdict, annotators, weight, group, slice, numbers, against, unscored: policy } = flags
  const otherFile = against !== undefined && isFile(against) ? against : undefined
  const verdicts = [verdict, otherFile === undefined ? against : undefined].filter(
    (field) => field !== undefined,
  )
  const values = knownValues()
  const counters = (otherFile === undefined ? verdicts : [...verdicts, ...verdicts]).map((field) =>
    judgeCounter({ field, policy, pickedByVerdict: flags.pickedByVerdict === true, slice }),
  )
  const files: FileCount[] = []
  const rated: Pick<VerdictRow, 'ratings' | 'verdicts' | 'cluster'>[] = []
  const pairs: VerdictPair[] = []
  const waiting: ((value: JudgeValue) => void)[] = []
  const count = (row: CountedRow) => {
    values.add(row.truth)
    row.verdicts.forEach((given, judge) => {
      values.add(given)
      const add = (value: JudgeValue | undefined) => counters[judge]?.add(row, value, given === undefined)
      if (given === undefined && policy.kind === 'map') waiting.push(add)
      else add(given)
    })
    const [first, second] = row.verdicts
    const { truth, weight, cluster } = row
    if (counters.length > 1) pairs.push({ truth, first, second, weight, cluster })
  }
  const read = async (path: string, wanted: WantedFields, use: (row: CountedRow) => void) => {
    const counted: FileCount = { file: path, rows: 0, withoutTruth: 0 }
    if (wanted.group !== undefined) counted.withoutGroup = 0
    await visitRows(path, { truth, verdicts, numbers, ...wanted }, (row) => {
      counted.rows++
      if (wanted.annotators !== undefined) rated.push(row)
      if (row.truth !== undefined) use({ ...row, truth: row.truth })
      else if (truth !== undefined) counted.withoutTruth++
      if (row.truth !== undefined && row.isAlone && counted.withoutGroup !== undefined) counted.withoutGroup++
    })
    files.push(counted)
    if (truth !== undefined && counted.withoutTruth === counted.rows) throw noTruths(path, truth)
  }

  const wanted = { annotators, weight, group, slice }
  let leftOut = { onlyFirst: 0, onlySecond: 0 }
  if (otherFile === undefined) {
    await read(file, wanted, count)
  } else {
    const { id = 'id' } = flags
    const joined = joinFiles(file, otherFile)
    await read(file, { ...wanted, id }, (row) => joined.addFirst(row))
    await read(otherFile, { id }, (row) => {
      const both = joined.joinSecond(row)
      if (both !== undefined) count(both)
    })
    leftOut = joined.leftOut()
  }
  const fill = policy.kind === 'map' && waiting.length > 0 ? values.named('--unscored', policy.to) : undefined
  if (fill !== undefined) for (const add of waiting) add(fill)
  const settled = pairs
    .map((pair) => ({ ...pair, first: pair.first ?? fill, second: pair.second ?? fill }))
    .filter(({ first, second }) => policy.kind !== 'drop' || (first !== undefined && second !== undefined))
  const judges = counters.map((counter) => counter.count())
  if (judges.some(({ tally }) => tally.cells.length === 0)) throw allDropped(file)
  return {
    files,
    values,
    judges,
    ratings: annotators && ratingsTable(annotators, rated, fill),
    pairs: settled,
    leftOut: { ...leftOut, dropped: pairs.length - settled.length },
  }
}

function noTruths(file: string, truth: string): VitestJudgeError {
  return new VitestJudgeError('no-rows', {
    message: `No row of ${file} has a value in ${truth}, so there is nothing to measure against.`,
    hint: 'Name the field with the true value: --truth <field>.',
  })
}

function allDropped(file: string): VitestJudgeError {
  return new VitestJudgeError('no-rows', {
    message: `No row of ${file} has both a truth and a verdict, and --unscored drop leaves the others out.`,
    hint: 'Name the field with the verdict, or count the unscored: --unscored wrong.',
  })
}

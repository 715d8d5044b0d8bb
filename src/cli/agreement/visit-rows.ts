import { type JudgeValue, VitestJudgeError } from '../../contract/index.ts'
import { type PlainRecord, visitRecords } from '../../dataset/index.ts'
import { toGroup, toJudgeValue, toName, toNames, toWeight, unusable } from './cell-value.ts'
import { fieldsOfFile } from './fields.ts'

/** Which fields of a file are wanted, by name or dotted path. */
export interface WantedFields {
  truth?: string | undefined
  /** One for each judge; default none. */
  verdicts?: readonly string[] | undefined
  annotators?: readonly string[] | undefined
  weight?: string | undefined
  group?: string | undefined
  slice?: string | undefined
  id?: string | undefined
  /** Read truths, verdicts and ratings as numbers. */
  numbers?: boolean | undefined
}

/** One record of a file as figures need it. */
export interface VerdictRow {
  /** Undefined where the record has none. */
  truth: JudgeValue | undefined
  /** One for each judge, undefined for unscored. */
  verdicts: (JudgeValue | undefined)[]
  /** What each field of annotators holds; `isList` says whether it is a list. */
  ratings: { isList: boolean; values: (JudgeValue | undefined)[] }[]
  weight: number | undefined
  /** A row without a group is a cluster of its own. */
  cluster: string | undefined
  /** True where groups were wanted and the record has none. */
  isAlone: boolean
  /** The values of the slices' field: none, one, or all that a list holds. */
  slices: string[]
  /** Empty where it was not wanted. */
  id: string
  /** Where the record stands, for messages. */
  place: string
}

/**
 * Reads a file row by row, keeping none.
 *
 * @throws VitestJudgeError `no-rows` for an empty file, `invalid-usage` for a field that no record has,
 * `invalid-rows` for a record with a truth whose weight or id is missing or unusable, or whose group is, and all
 * that `visitRecords` throws
 */
export async function visitRows(
  file: string,
  wanted: WantedFields,
  visit: (row: VerdictRow) => void,
): Promise<void> {
  const { verdicts = [], annotators = [], numbers = false } = wanted
  const fields = fieldsOfFile()
  let first: PlainRecord | undefined
  let fault: VitestJudgeError | undefined
  const value = (flag: string, path: string) => {
    const read = fields.open(flag, path)
    return (record: PlainRecord, place: string) => toJudgeValue(read(record), numbers, { place, path })
  }
  // Whether a field is missing from one record or named wrongly shows only after the last.
  const required = <Value>(
    flag: string,
    path: string | undefined,
    parse: (value: unknown) => Value | undefined,
    expected: string,
  ) => {
    if (path === undefined) return () => undefined
    const read = fields.open(flag, path)
    return (record: PlainRecord, place: string, isNeeded: boolean) => {
      const parsed = parse(read(record))
      const hint = `Mend the record, or leave ${flag} out.`
      if (parsed === undefined && isNeeded) fault ??= unusable(read(record), expected, hint, { place, path })
      return parsed
    }
  }
  const truthOf = wanted.truth === undefined ? () => undefined : value('--truth', wanted.truth)
  const verdictsOf = verdicts.map((path, judge) => value(judge === 0 ? '--verdict' : '--against', path))
  const ratingsOf = annotators.map((path) => ({ path, read: fields.open('--annotators', path) }))
  const slicesOf = wanted.slice === undefined ? () => undefined : fields.open('--slice', wanted.slice)
  const weightOf = required('--weight', wanted.weight, toWeight, 'a number from 1e-9 to 1e9')
  const clusterOf = required('--group', wanted.group, toGroup, 'text or a number')
  const idOf = required('--id', wanted.id, toName, 'text or a number')
  await visitRecords(file, (record, place) => {
    first ??= record
    const truth = truthOf(record, place)
    // What has no truth is left out, so that it may lack all else.
    const isNeeded = truth !== undefined || wanted.truth === undefined
    const group = clusterOf(record, place, isNeeded)
    const isAlone = group === ''
    const row: VerdictRow = {
      truth,
      verdicts: verdictsOf.map((read) => read(record, place)),
      ratings: ratingsOf.map(({ path, read }) => {
        const own = read(record)
        const isList = Array.isArray(own)
        const values = isList ? (own as unknown[]) : [own]
        return { isList, values: values.map((one) => toJudgeValue(one, numbers, { place, path })) }
      }),
      weight: weightOf(record, place, isNeeded),
      // No group has a name with that character in it.
      cluster: isAlone ? `\0${place}` : group,
      isAlone,
      slices: toNames(slicesOf(record)),
      id: idOf(record, place, isNeeded) ?? '',
      place,
    }
    if (fault === undefined) visit(row)
  })
  if (first === undefined) {
    throw new VitestJudgeError('no-rows', {
      message: `${file} holds no rows; expected one at least.`,
      hint: 'Check that this is the file you mean.',
    })
  }
  fields.requireSeen(file, first)
  if (fault !== undefined) throw fault
}

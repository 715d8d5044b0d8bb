import type { JsonValue, JudgeValue, RunRow } from '../../contract/index.ts'
import type { Judgement } from '../judgement.ts'
import { partsOf, pickingOf, verdictOf } from '../summary/judgements.ts'

/** What one judge said of one row in two runs. A truth is not needed. */
export interface VerdictChange extends Pick<Judgement, 'weight' | 'share' | 'cluster' | 'pickedByVerdict'> {
  row: RunRow
  first: JudgeValue
  second: JudgeValue
  /** True where all that the judge could see of the row is, byte for byte, the same in both runs. */
  isAnchor: boolean
  /** True where a verdict came from a recording in either run. */
  isRecorded: boolean
}

/** How many rows of two runs are left out, each once however often it was judged. */
export interface LeftOut {
  /** Rows that are in one of the two runs alone, or of which a judge was not asked in one of them. */
  withoutPartner: number
  /** Rows that ask something else in the second run: other inputs or expectations, which no system answered. */
  otherInputs: number
  /** Rows of which all verdicts are unscored in either run. */
  unscored: number
}

/** The rows of two runs that one judge scored in both, and how many were left out. */
export interface VerdictChanges {
  changes: VerdictChange[]
  leftOut: LeftOut
}

/** Pairs what a judge said in two runs by row and repeat, whatever the system under test answered. */
export function verdictChanges(
  first: readonly RunRow[],
  second: readonly RunRow[],
  judge: string,
): VerdictChanges {
  const askedOf = (rows: readonly RunRow[]) =>
    new Map(
      rows.flatMap((row) => {
        const verdict = verdictOf(row, judge)
        const isAsked = verdict !== undefined && verdict.outcome !== 'not-asked'
        return isAsked ? [[JSON.stringify([row.id, row.repeat]), { row, verdict }] as const] : []
      }),
    )
  const [before, after] = [askedOf(first), askedOf(second)]
  const pairs = [...before].flatMap(([key, one]) => {
    const other = after.get(key)
    return other === undefined ? [] : [{ one, other }]
  })
  const alike = pairs.filter(({ one, other }) => isSame(askedFields, one.row, other.row))
  const scored = alike.flatMap(({ one, other }) =>
    one.verdict.outcome === 'scored' && other.verdict.outcome === 'scored'
      ? [{ one, other, values: [one.verdict, other.verdict] as const }]
      : [],
  )
  const parts = partsOf(scored.map(({ one: { row } }) => ({ id: row.id, ...groupOf(row) })))
  return {
    changes: scored.map(({ one, other, values: [left, right] }, index) => ({
      ...parts[index],
      ...pickingOf(one.row, one.verdict),
      row: one.row,
      first: left.value,
      second: right.value,
      isAnchor: isSameSample(one.row, other.row),
      isRecorded: left.recorded || right.recorded,
    })),
    leftOut: {
      withoutPartner: without(
        [...before.values(), ...after.values()].map(({ row }) => row),
        pairs,
      ),
      otherInputs: without(
        pairs.map(({ one }) => one.row),
        alike,
      ),
      unscored: without(
        alike.map(({ one }) => one.row),
        scored,
      ),
    },
  }
}

/** How many of the rows are in none of the pairs, repeats aside. */
function without(rows: readonly RunRow[], pairs: readonly { one: { row: RunRow } }[]): number {
  const kept = new Set(pairs.map(({ one }) => one.row.id))
  return new Set(rows.map(({ id }) => id).filter((id) => !kept.has(id))).size
}

function groupOf({ group }: RunRow): Pick<RunRow, 'group'> {
  return group === undefined ? {} : { group }
}

const askedFields = ['inputs', 'expectations'] as const
const answeredFields = ['outputs', 'conversation', 'trace'] as const

function isSameSample(one: RunRow, other: RunRow): boolean {
  if (one.sampleId !== undefined && other.sampleId !== undefined && one.sampleId !== other.sampleId) {
    return false
  }
  return isSame(answeredFields, one, other)
}

function isSame(
  fields: readonly (typeof askedFields | typeof answeredFields)[number][],
  one: RunRow,
  other: RunRow,
): boolean {
  return fields.every((field) => bytesOf(one[field]) === bytesOf(other[field]))
}

function bytesOf(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

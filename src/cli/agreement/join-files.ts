import { sameValue } from '../../agreement/index.ts'
import { VitestJudgeError } from '../../contract/index.ts'
import type { CountedRow } from './judge-count.ts'

/** Joins the rows of two files by their ids. */
export interface JoinedFiles {
  /** @throws VitestJudgeError `duplicate-row` */
  addFirst(row: CountedRow): void
  /**
   * The first file's row with the second's verdict added; undefined where the first has no such row.
   *
   * @throws VitestJudgeError `duplicate-row`, and `invalid-usage` where the two truths of a row differ
   */
  joinSecond(row: CountedRow): CountedRow | undefined
  /**
   * How many rows only one of the files has.
   *
   * @throws VitestJudgeError `no-rows` where they have none in common
   */
  leftOut(): { onlyFirst: number; onlySecond: number }
}

/** Joins files, which are named so in messages; keeps the rows of the first and the ids of the second. */
export function joinFiles(firstFile: string, secondFile: string): JoinedFiles {
  const first = new Map<string, CountedRow>()
  const second = new Map<string, string>()
  let common = 0
  return {
    addFirst(row) {
      const twin = first.get(row.id)
      if (twin !== undefined) throw twice(row, twin.place)
      first.set(row.id, row)
    },
    joinSecond(row) {
      const twin = second.get(row.id)
      if (twin !== undefined) throw twice(row, twin)
      second.set(row.id, row.place)
      const partner = first.get(row.id)
      if (partner === undefined) return undefined
      if (!sameValue(partner.truth, row.truth)) throw twoTruths(partner, row)
      common++
      return { ...partner, verdicts: [...partner.verdicts, ...row.verdicts] }
    },
    leftOut() {
      if (common > 0) return { onlyFirst: first.size - common, onlySecond: second.size - common }
      const some = (ids: Map<string, unknown>) => [...ids.keys()].slice(0, 3).join(', ')
      throw new VitestJudgeError('no-rows', {
        message: `${firstFile} and ${secondFile} have no row with a truth in common: the first has such as ${some(first)}, the second ${some(second)}.`,
        hint: 'Name the field that tells which rows are the same: --id <field>.',
      })
    },
  }
}

function twice(row: CountedRow, place: string): VitestJudgeError {
  return new VitestJudgeError('duplicate-row', {
    message: `${place} and ${row.place} have the same id, ${row.id}; expected one row of each, to pair the files by.`,
    hint: 'Remove one, or name another field with --id.',
  })
}

function twoTruths(first: CountedRow, second: CountedRow): VitestJudgeError {
  const [one, other] = [first, second].map(({ truth, place }) => `${JSON.stringify(truth)} at ${place}`)
  return new VitestJudgeError('invalid-usage', {
    message: `The row ${first.id} has two truths, ${one} and ${other}; expected the same rows in both files.`,
    hint: 'Compare judges on the same truths, or name another field with --id.',
  })
}

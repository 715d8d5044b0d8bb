import { type JudgeValue, VitestJudgeError } from '../../contract/index.ts'
import type { VerdictRow } from './visit-rows.ts'

/** What annotators said: `ratings[row][annotator]`, undefined where one said nothing of a row. */
export interface RatingsTable {
  annotators: string[]
  ratings: (JudgeValue | undefined)[][]
  /** What the judge said of each row; undefined where it is unscored or there is no judge. */
  verdicts: (JudgeValue | undefined)[]
  /** The group of each row; undefined where it has none. */
  clusters: (string | undefined)[]
}

/**
 * The ratings of all rows, one annotator for each field; a field that holds lists in some row is one annotator for
 * each place in them, named `field 1`, `field 2` and so on. Unscored verdicts become `fill`.
 *
 * @throws VitestJudgeError `invalid-usage` where that makes one annotator, who agrees with nobody
 */
export function ratingsTable(
  fields: readonly string[],
  rows: readonly Pick<VerdictRow, 'ratings' | 'verdicts' | 'cluster'>[],
  fill: JudgeValue | undefined,
): RatingsTable {
  const names = fields.map((field, place) => {
    let [width, isList] = [1, false]
    for (const { ratings } of rows) {
      width = Math.max(width, ratings[place]?.values.length ?? 0)
      isList ||= ratings[place]?.isList === true
    }
    return isList ? Array.from({ length: width }, (_, index) => `${field} ${index + 1}`) : [field]
  })
  const annotators = names.flat()
  if (annotators.length < 2) {
    throw new VitestJudgeError('invalid-usage', {
      message: `--annotators ${fields.join(',')} names one annotator; expected two or more, or a field that lists what several said.`,
      hint: `Write --annotators ${fields[0] ?? '<field>'},<field>.`,
    })
  }
  return {
    annotators,
    ratings: rows.map(({ ratings }) =>
      names.flatMap((own, place) => own.map((_, index) => ratings[place]?.values[index])),
    ),
    verdicts: rows.map(({ verdicts }) => verdicts[0] ?? fill),
    clusters: rows.map(({ cluster }) => cluster),
  }
}

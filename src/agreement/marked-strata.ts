import type { StratumShare } from './intervals/stratified-bounds.ts'
import type { Cell, Tally } from './tally.ts'

/** More pairs of truth and verdict than this are not looked through for what may be. */
const mostPairs = 1000

/**
 * What each stratum shows of the share of the cells marked true among those marked true or false. No row of a stratum
 * could be marked so if none of its verdicts can be, whatever the truth: a stratum of verdicts that pass holds no row
 * that rightly fails. `worth` is how many independent rows a row is worth.
 */
export function markedStrata(
  { cells, strata = [] }: Pick<Tally, 'cells' | 'strata'>,
  mark: (cell: Cell) => boolean | undefined,
  worth: number,
): StratumShare[] {
  const truths = [...new Set(cells.map(({ truth }) => truth))]
  return strata.map(({ weight, rows: byCell }): StratumShare => {
    const own = [...byCell].flatMap(([index, rows]) => {
      const cell = cells[index]
      return cell === undefined ? [] : [{ cell, rows, marked: mark(cell) }]
    })
    const verdicts = new Map(own.map(({ cell }) => [cell.verdict, cell]))
    const mayBe = (marked: boolean) =>
      own.some((one) => one.marked === marked) ||
      verdicts.size * truths.length > mostPairs ||
      [...verdicts.values()].some((cell) => truths.some((truth) => mark({ ...cell, truth }) === marked))
    const rows = own.reduce((sum, one) => sum + one.rows, 0)
    const part = (marked: boolean) =>
      own.reduce((sum, one) => (one.marked === marked ? sum + one.rows : sum), 0) / rows
    return {
      weight: weight * rows,
      rows: rows * worth,
      for: Math.min(1, part(true)),
      against: Math.min(1, part(false)),
      mayBeFor: mayBe(true),
      mayBeAgainst: mayBe(false),
    }
  })
}

import type { Run, RunRow, RunSuite } from '../../contract/index.ts'

/** A run without some of its rows, and how many those were. */
export interface RunWithout {
  run: Run
  rows: number
}

/**
 * A run without the rows that are to be forgotten, with all that was said of them. It is partial from then on, and
 * says why: figures of what is left are not those of the whole.
 */
export function runWithout(run: Run, isForgotten: (row: RunRow, suite: RunSuite) => boolean): RunWithout {
  let rows = 0
  const suites = run.suites.map((suite) => {
    const left = suite.rows.filter((row) => !isForgotten(row, suite))
    rows += suite.rows.length - left.length
    return { ...suite, rows: left }
  })
  if (rows === 0) return { run, rows }
  const before = run.partial.find((reason) => forgotten.test(reason))
  const count = rows + Number(forgotten.exec(before ?? '')?.[1] ?? 0)
  const reason = `${count} ${count === 1 ? 'row was' : 'rows were'} forgotten`
  const partial = [...run.partial.filter((each) => each !== before), reason]
  return { run: { ...run, complete: false, partial, suites }, rows }
}

const forgotten = /^(\d+) rows? (?:was|were) forgotten$/

import type { AuditTrial, Run, RunAudit, RunRow, RunSuite } from '../../contract/index.ts'

/** A run without some of its rows, and how many those were. */
export interface RunWithout {
  run: Run
  rows: number
}

/**
 * A run without the rows, and the trials of audits, that are to be forgotten, with all that was said of them. It is
 * partial from then on, and says why: figures of what is left are not those of the whole. The trials of a row that a
 * suite forgets are forgotten, too.
 */
export function runWithout(
  run: Run,
  isForgotten: (row: RunRow, suite: RunSuite) => boolean,
  isForgottenTrial: (trial: AuditTrial, audit: RunAudit) => boolean = () => false,
): RunWithout {
  const gone = new Set<string>()
  let rows = 0
  const suites = run.suites.map((suite) => {
    const left = suite.rows.filter((row) => {
      const goes = isForgotten(row, suite)
      if (goes) gone.add(row.id)
      return !goes
    })
    rows += suite.rows.length - left.length
    return { ...suite, rows: left }
  })
  const tried = new Set<string>()
  const audits = run.audits?.map((audit) => ({
    ...audit,
    probes: audit.probes.map((probe) => ({
      ...probe,
      trials: probe.trials.filter((trial) => {
        const goes = gone.has(trial.rowId) || isForgottenTrial(trial, audit)
        if (goes && !gone.has(trial.rowId)) tried.add(trial.rowId)
        return !goes
      }),
    })),
  }))
  rows += tried.size
  if (rows === 0) return { run, rows }
  const before = run.partial.find((reason) => forgotten.test(reason))
  const count = rows + Number(forgotten.exec(before ?? '')?.[1] ?? 0)
  const reason = `${count} ${count === 1 ? 'row was' : 'rows were'} forgotten`
  const partial = [...run.partial.filter((each) => each !== before), reason]
  return { run: { ...run, complete: false, partial, suites, ...(audits && { audits }) }, rows }
}

const forgotten = /^(\d+) rows? (?:was|were) forgotten$/

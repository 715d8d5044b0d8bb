import { fieldPaths, fieldText, summariseSlices } from '../../agreement/index.ts'
import { type Run, VitestJudgeError } from '../../contract/index.ts'

const mostNamed = 20

/**
 * Checks that some row of a run has a plain value in each field that `--slice` names.
 * @throws VitestJudgeError `invalid-usage`, naming the fields that rows have
 */
export function requireFields({ id, suites }: Run, fields: readonly string[]): void {
  const rows = suites.flatMap((suite) => suite.rows)
  const unknown = fields.find((field) => rows.every((row) => fieldText(row, field) === undefined))
  if (unknown === undefined) return
  const known = [...new Set(rows.flatMap(fieldPaths))].sort()
  const more = known.length > mostNamed ? ` and ${known.length - mostNamed} more` : ''
  throw new VitestJudgeError('invalid-usage', {
    message: `No row of the run ${id} has a plain value in the field ${unknown} that --slice names; they have ${known.slice(0, mostNamed).join(', ') || 'none'}${more}.`,
    hint: 'Write --slice with one of these.',
  })
}

/** What `--json` adds: for each suite, judge and field the agreement on each slice. */
export function slicesOf({ suites }: Run, fields: readonly string[]) {
  return suites.flatMap((suite) =>
    suite.judges.flatMap((judge) =>
      summariseSlices(suite, judge, fields).map((found) => ({
        suite: suite.name,
        judge: judge.id,
        ...found,
      })),
    ),
  )
}

import type { RunSuite } from '../../contract/index.ts'
import { oneLine, shorten } from '../fit-text.ts'
import { count } from '../format.ts'
import { cell, type Table } from '../table.ts'
import { DataTable } from './data-table.tsx'
import type { SuitePart } from './suite-part.ts'

/** So many rows are listed of each kind. */
const listed = 100
const detailWidth = 200

/** True where some verdict of a suite is unscored, or some row has no outputs. */
export function hasUnscored({ summary }: SuitePart): boolean {
  return summary.noOutputs.length > 0 || summary.judges.some(({ unscored }) => unscored > 0)
}

/** Which verdicts are unscored, and why; which rows have no outputs, and why. */
export function Unscored({ part: { suite, summary } }: { part: SuitePart }) {
  const judges = summary.judges.filter(({ unscored }) => unscored > 0)
  return (
    <>
      {judges.length > 0 && (
        <>
          <DataTable
            caption={`${suite.name}: verdicts that are unscored, on all rows of both splits`}
            table={{
              title: 'judge',
              columns: [
                { heading: 'reason', align: 'left' },
                { heading: 'verdicts', align: 'right' },
                { heading: 'the first', align: 'left' },
              ],
              rows: judges.flatMap(({ id, unscoredCounts }) =>
                unscoredCounts.map((found) => ({
                  name: id,
                  tone: 'plain',
                  content: [
                    cell(found.reason),
                    cell(String(found.count)),
                    cell(`row ${found.row}: ${cut(found.detail)}`, 'quiet'),
                  ],
                })),
              ),
            }}
          />
          {judges.map(({ id, unscored }) => (
            <details>
              <summary>{`${id}: ${count(unscored, 'unscored verdict')}`}</summary>
              <DataTable table={unscoredRows(suite, id)} caption={captionOf(unscored, 'verdict')} />
            </details>
          ))}
        </>
      )}
      {summary.noOutputs.length > 0 && (
        <>
          <p>{`${suite.name}: ${count(summary.noOutputs.length, 'row')} with no outputs, for the reasons below; no judge was asked.`}</p>
          <DataTable
            caption={captionOf(summary.noOutputs.length, 'row')}
            table={rowTable(
              summary.noOutputs
                .slice(0, listed)
                .map((row) => [row.id, row.errorReason ?? 'error', row.error ?? '']),
            )}
          />
        </>
      )}
    </>
  )
}

function unscoredRows({ rows }: RunSuite, judge: string): Table {
  const found = rows.flatMap((row) =>
    row.verdicts.flatMap((verdict) =>
      verdict.judge === judge && verdict.outcome === 'unscored'
        ? [[row.id, verdict.reason, verdict.detail] as const]
        : [],
    ),
  )
  return rowTable(found.slice(0, listed))
}

function rowTable(rows: readonly (readonly [string, string, string])[]): Table {
  return {
    title: 'row',
    columns: [
      { heading: 'reason', align: 'left' },
      { heading: 'what was received', align: 'left' },
    ],
    rows: rows.map(([name, reason, detail]) => ({
      name,
      tone: 'plain',
      content: [cell(reason), cell(cut(detail), 'quiet')],
    })),
  }
}

function captionOf(all: number, what: string): string {
  if (all > listed) return `The first ${listed} of ${all} ${what}s`
  return all === 1 ? `The ${what}` : `All ${count(all, what)}`
}

function cut(detail: string): string {
  return shorten(oneLine(detail), detailWidth)
}

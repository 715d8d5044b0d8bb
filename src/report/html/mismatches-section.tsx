import { count, formatWhole } from '../format.ts'
import { Section } from './figure.tsx'
import { type BudgetedRows, mostBytes } from './mismatch-budget.tsx'
import type { MismatchedRow } from './mismatched-rows.ts'
import type { SuitePart } from './suite-part.ts'

/** So many ids are named of rows that found no room. */
const named = 500

/** Every mismatch of the run, by suite: what is true, who was wrong, why, and the sample. */
export function MismatchesSection({
  suites,
  budget,
}: {
  suites: readonly { part: SuitePart; rows: readonly MismatchedRow[] }[]
  budget: BudgetedRows
}) {
  const all = suites.flatMap(({ rows }) => rows)
  if (all.length === 0) return null
  const judges = [
    ...new Set(
      all.flatMap((row) => row.judges.flatMap(({ id, mismatch }) => (mismatch === undefined ? [] : [id]))),
    ),
  ]
  return (
    <Section id="mismatches" title="Mismatches">
      <p>
        {`${count(all.length, 'row')} on which one judge or more differs from the truth, the worst first: wrongly passed rows, then those on which more judges are wrong. Align rows stand last; they may teach.`}
      </p>
      <p class="soft">{budgetText(budget)}</p>
      <Finder judges={judges} />
      {suites.map(({ part, rows }) => {
        const shown = rows.flatMap((row) => budget.html.get(row) ?? [])
        if (rows.length === 0) return null
        return (
          <>
            <h3>{`${part.suite.name}: ${count(rows.length, 'row')}`}</h3>
            <div dangerouslySetInnerHTML={{ __html: shown.join('') }} />
            <Left rows={rows.filter((row) => !budget.html.has(row))} />
          </>
        )
      })}
    </Section>
  )
}

function budgetText({ length, left }: BudgetedRows): string {
  const room = `Rows take at most ${(mostBytes / 1e6).toFixed(1)} MB of this page, so that it opens anywhere`
  const cut = `a text longer than ${formatWhole(length)} characters is cut, with its length said`
  return left.length === 0
    ? `${room}; ${cut}. The run file holds all of it.`
    : `${room}; ${cut}, and for ${count(left.length, 'row')} there is no room. npx vitest-judge report --json prints them all.`
}

function Left({ rows }: { rows: readonly MismatchedRow[] }) {
  if (rows.length === 0) return null
  const more = rows.length - named
  return (
    <details>
      <summary>{`${count(rows.length, 'row')} without room here`}</summary>
      <p>
        {rows
          .slice(0, named)
          .map(({ row }) => row.id.slice(0, 80))
          .join(', ')}
        {more > 0 && ` and ${formatWhole(more)} more`}
      </p>
    </details>
  )
}

/** Finds rows by word, judge and kind; shown by the page's script, which it needs. */
function Finder({ judges }: { judges: readonly string[] }) {
  return (
    <div class="finder" id="finder" role="search" hidden>
      <label>
        words
        <input id="finder-words" type="search" autocomplete="off" />
      </label>
      <label>
        judge
        <select id="finder-judge">
          <option value="">any</option>
          {judges.map((judge) => (
            <option value={judge}>{judge}</option>
          ))}
        </select>
      </label>
      <label>
        rows
        <select id="finder-kind">
          <option value="">all</option>
          <option value="passed">wrongly passed</option>
          <option value="heldout">held-out rows</option>
          <option value="align">align rows</option>
        </select>
      </label>
      <output id="finder-found" aria-live="polite" />
    </div>
  )
}

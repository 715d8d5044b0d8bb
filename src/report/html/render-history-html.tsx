import type { History } from '../../contract/index.ts'
import {
  changeText,
  entryMarks,
  historyFacts,
  historyMeaning,
  type HistorySeries,
  historySeries,
  historyTable,
  seriesRemarks,
} from '../history-series.ts'
import { DataTable } from './data-table.tsx'
import { Figure, Section } from './figure.tsx'
import { renderPage } from './page.tsx'
import { ProgressChart } from './progress-chart.tsx'
import { Remarks } from './remarks.tsx'
import { Legend } from './symbols.tsx'

/** So many runs of a judge are drawn and listed, the latest: more would be a smear. */
const most = 100

/** The runs of a project over time as one HTML page that needs nothing else. */
export function renderHistoryHtml(history: History): string {
  const series = historySeries(history)
  const { text, notes } = historyFacts(history)
  return renderPage(
    'LLM judges over time',
    <>
      <header>
        <h1>LLM judges over time</h1>
        <p class="facts">{text}</p>
        <Remarks remarks={notes} />
        {series.length > 1 && (
          <nav aria-label="Judges">
            <ul>
              {series.map(({ title }, place) => (
                <li>
                  <a href={`#judge-${place}`}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </header>
      <main>
        {series.length === 0 && <p>No judge was measured in any of them.</p>}
        {series.map((one, place) => (
          <SeriesSection series={one} id={`judge-${place}`} />
        ))}
      </main>
      <footer>
        <p>
          Made by vitest-judge from the run files of the project. This page is one file; it loads nothing.
        </p>
      </footer>
    </>,
  )
}

function SeriesSection({ series, id }: { series: HistorySeries; id: string }) {
  const entries = series.entries.slice(-most)
  const isOneDay = new Set(entries.map(({ time }) => time.slice(0, 10))).size === 1
  return (
    <Section id={id} title={series.title}>
      <Figure name="history" sentences={[historyMeaning]}>
        <Legend
          entries={[
            ['estimate', 'accuracy with its 95 % interval; hollow: partial, offline or leaked'],
            ...(entries.some(({ base }) => base !== undefined)
              ? ([['baseline', 'the judge without its memory, on the same rows']] as const)
              : []),
          ]}
        />
        <ProgressChart
          id={`${id}-chart`}
          title={`Accuracy of ${series.title} over time`}
          points={entries.map((entry) => {
            const { accuracy, base, time } = entry
            const change = changeText(entry)
            return {
              name: isOneDay ? time.slice(11, 16) : time.slice(5, 10),
              ...(accuracy.estimate !== null && {
                figures: { at: accuracy.estimate, low: accuracy.low, high: accuracy.high },
              }),
              ...(base !== undefined && { baseline: base.accuracy }),
              ...(change !== undefined && { change }),
              isFaint: entryMarks(entry).length > 0,
            }
          })}
        />
      </Figure>
      <p class="cut">A dashed line stands where the judge, its model, its memory or its rows have changed.</p>
      <Remarks remarks={seriesRemarks(series, most, '--json has them')} />
      <details open={entries.length <= 20}>
        <summary>All runs in numbers</summary>
        <DataTable table={historyTable(series, most)} caption={`${series.title}: runs, oldest first`} />
      </details>
    </Section>
  )
}

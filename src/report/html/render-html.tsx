import type { AuditSummary } from '../../audit/index.ts'
import type { Run } from '../../contract/index.ts'
import { auditSummaries } from '../audit-summaries.ts'
import { runNotes } from '../describe-notes.ts'
import { explainObservations, observationRemarks, observationsTitle } from '../describe-observations.ts'
import { explainRun } from '../explain-run.ts'
import { count } from '../format.ts'
import { glossaryTitle } from '../render-blocks.ts'
import { memoryNotes } from '../memory-notes.ts'
import { AuditsSection } from './audits-section.tsx'
import { CalibrationSection } from './calibration-section.tsx'
import { Calls } from './calls-section.tsx'
import { Section } from './figure.tsx'
import { GatesSection, gatesText } from './gates-section.tsx'
import { Guidelines } from './guidelines-section.tsx'
import { budgetRows } from './mismatch-budget.tsx'
import { MismatchItem } from './mismatch-item.tsx'
import { mismatchedRows } from './mismatched-rows.ts'
import { MismatchesSection } from './mismatches-section.tsx'
import type { HtmlOptions } from './options.ts'
import { renderPage } from './page.tsx'
import { Explanations, Mark, Remarks } from './remarks.tsx'
import { slicedFields, Slices, slicesOfSuites } from './slices-section.tsx'
import { type SuitePart, suiteParts } from './suite-part.ts'
import { SuiteSection } from './suite-section.tsx'
import { hasUnscored, Unscored } from './unscored-section.tsx'
import { Versions } from './versions-section.tsx'

/**
 * A run as one HTML page that needs nothing else: no network, no other file; it is read without script, too. Made of
 * the same summaries and sentences as `renderRun`. Under 2 MB whatever the number of rows: texts of rows are cut, and at
 * last rows left out, so that they find room; the page says so. Text of the run never becomes markup.
 */
export function renderHtml(run: Run, options: HtmlOptions): string {
  const { gates, gateNote = '', nextCommand = [], sliceBy = [], warning } = options
  const { calibrations = [], memories = [] } = options
  const parts = suiteParts(run)
  const audits = auditSummaries(run)
  const observed = observationRemarks(run)
  const ofMemories = run.suites.flatMap(memoryNotes)
  const inMemory = new Set(memories.length > 0 ? ofMemories.map(({ text }) => text) : [])
  const notes = runNotes(
    run,
    parts.map(({ summary }) => summary),
    parts.map(({ calls }) => calls),
  )
  const isNotice = ({ tone }: { tone: string }) => tone === 'bad' || tone === 'doubtful'
  const asides = notes.filter((note) => !isNotice(note) && !inMemory.has(note.text))
  const mismatches = parts.map((part) => ({ part, rows: mismatchedRows(part) }))
  const budget = budgetRows(
    mismatches.flatMap(({ rows }) => rows),
    (found, length) => <MismatchItem found={found} length={length} />,
  )
  const fields = slicedFields(parts, sliceBy)
  const slices = slicesOfSuites(parts, fields)
  const slicedBy = [...new Set(fields.flat())]
  const unscored = parts.filter(hasUnscored)
  const glossary = explainRun(
    parts.map(({ summary }) => summary),
    { calls: [], gates: [], sliceBy: slicedBy },
  )
  const sections = [
    ...(gates.length > 0 ? [['gates', 'Gates'] as const] : []),
    ...parts.map(({ place, suite }) => [`suite-${place}`, suite.name] as const),
    ...(slices.length > 0 ? [['slices', 'Slices'] as const] : []),
    ...(observed.length > 0 ? [['observations', observationsTitle] as const] : []),
    ...(unscored.length > 0 ? [['unscored', 'Unscored'] as const] : []),
    ...(memories.length > 0 ? [['memory', 'Memory'] as const] : []),
    ['calibration', 'Calibration'] as const,
    ['audits', 'Audits'] as const,
    ['calls', 'Cost and time'] as const,
    ...(mismatches.some(({ rows }) => rows.length > 0) ? [['mismatches', 'Mismatches'] as const] : []),
    ...(glossary.length > 0 ? [['glossary', glossaryTitle] as const] : []),
  ]
  return renderPage(
    `LLM judges against the truth · ${run.id}`,
    <>
      <header>
        <h1>LLM judges against the truth</h1>
        <p class="facts">{factsText(run, parts, audits)}</p>
        <div class="notices">
          {warning !== undefined && (
            <p class="bad">
              <Mark tone="bad" />
              {`No whole run, but ${warning}.`}
            </p>
          )}
          {notes.filter(isNotice).map(({ text, tone }) => (
            <p class={tone}>
              <Mark tone={tone} />
              {text}
            </p>
          ))}
        </div>
        <p>{gatesText(gates)}</p>
        <nav aria-label="Sections">
          <ul>
            {sections.map(([id, title]) => (
              <li>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main>
        <GatesSection gates={gates} note={gateNote} suites={parts.length + audits.length} />
        {parts.length + audits.length === 0 && <p>No suite was run.</p>}
        {parts.map((part) => (
          <SuiteSection run={run} part={part} gates={gates} />
        ))}
        {slices.length > 0 && <Slices slices={slices} found={sliceBy.length > 0 ? [] : slicedBy} />}
        {observed.length > 0 && (
          <Section id="observations" title={observationsTitle}>
            <p>What the run shows of its judges besides their agreement, with no further call to a model.</p>
            <Remarks remarks={observed} />
            <Explanations texts={explainObservations(observed)} />
          </Section>
        )}
        {unscored.length > 0 && (
          <Section id="unscored" title="What was unscored, and why">
            {unscored.some(({ summary }) => summary.judges.some((judge) => judge.unscored > 0)) && (
              <p>
                An unscored verdict is no verdict: the judge was asked and gave no usable answer. It counts as
                wrong.
              </p>
            )}
            {unscored.map((part) => (
              <Unscored part={part} />
            ))}
          </Section>
        )}
        {memories.length > 0 && (
          <Section id="memory" title="What aligned judges have learned">
            <Remarks remarks={ofMemories} />
            {memories.map((fact, place) => (
              <Section
                id={`memory-${place}`}
                title={parts.length > 1 ? `${fact.suite}: ${fact.judge}` : fact.judge}
                level={3}
              >
                <Guidelines fact={fact} />
                <Versions fact={fact} id={`versions-${place}`} />
              </Section>
            ))}
          </Section>
        )}
        <CalibrationSection facts={calibrations} />
        <AuditsSection audits={audits} calibrations={calibrations} />
        <Section id="calls" title="Cost, tokens and time">
          {parts.map((part) => (
            <>
              {parts.length > 1 && <h3>{part.suite.name}</h3>}
              <Calls part={part} level={parts.length > 1 ? 4 : 3} />
            </>
          ))}
        </Section>
        <MismatchesSection suites={mismatches} budget={budget} />
        {glossary.length > 0 && (
          <Section id="glossary" title={glossaryTitle}>
            <Explanations texts={glossary} />
          </Section>
        )}
        {asides.length > 0 && (
          <Section id="notes" title="Notes">
            <Remarks remarks={asides} />
          </Section>
        )}
        {nextCommand.length > 0 && (
          <Section id="next" title="Next">
            <ul class="remarks">
              {nextCommand.map((command) => (
                <li>
                  <code>{command}</code>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </main>
      <footer>
        <p>{`Made by vitest-judge from the run ${run.id}. This page is one file; it loads nothing.`}</p>
      </footer>
    </>,
  )
}

function factsText(run: Run, parts: readonly SuitePart[], audits: readonly AuditSummary[]): string {
  const rows = parts.reduce(
    (sum, { suite }) => sum + suite.rows.filter(({ repeat }) => repeat === 0).length,
    0,
  )
  const judges = new Set(parts.flatMap(({ suite }) => suite.judges.map(({ id }) => id))).size
  return [
    `run ${run.id}`,
    `${run.time.slice(0, 16).replace('T', ' ')} UTC`,
    count(parts.length, 'suite'),
    count(judges, 'judge'),
    count(rows, 'row'),
    ...(audits.length > 0 ? [count(audits.length, 'audit')] : []),
  ].join(' · ')
}

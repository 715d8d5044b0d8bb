import { percent } from '../../agreement/index.ts'
import { count, points } from '../format.ts'
import { cell, type Table } from '../table.ts'
import { wornMeaning } from '../describe-worn.ts'
import { DataTable } from './data-table.tsx'
import { Section } from './figure.tsx'
import type { CalibrationFact } from './options.ts'
import { Explanations } from './remarks.tsx'

const states: Record<CalibrationFact['state'], string> = {
  fits: '✓ still fits the run',
  changed: '✗ no longer fits',
  'not-compared': 'not compared',
  missing: 'none yet',
  damaged: '✗ cannot be read',
}
const tones = {
  fits: 'good',
  changed: 'bad',
  'not-compared': 'quiet',
  missing: 'quiet',
  damaged: 'bad',
} as const

/** The calibration files of a run's judges: what they say, whether it still holds, and whether their rows are worn. */
export function CalibrationSection({ facts }: { facts: readonly CalibrationFact[] }) {
  const stored = facts.filter(({ state }) => state !== 'missing')
  return (
    <Section id="calibration" title="Calibration">
      {stored.length === 0 ? (
        <p>
          No judge of this run has a calibration file. <code>npx vitest-judge calibrate</code> writes what
          judges reached into files that go stale when anything changes that they depend on.
        </p>
      ) : (
        <>
          <DataTable table={calibrationTable(facts)} caption="Calibration files of the judges of this run" />
          <Explanations
            texts={[
              'calibration: what a judge reached on its held-out rows, bound to its instructions, model, memory, rows and truth; once one of these changes, the figures are those of another judge.',
              ...(stored.some(({ worn }) => worn) ? [wornMeaning] : []),
            ]}
          />
        </>
      )}
    </Section>
  )
}

function calibrationTable(facts: readonly CalibrationFact[]): Table {
  return {
    title: 'judge',
    columns: [
      { heading: 'calibration', align: 'left' },
      { heading: 'accuracy then', align: 'right' },
      { heading: '95 % interval', align: 'left' },
      { heading: 'versions measured', align: 'left' },
      { heading: 'file', align: 'left' },
    ],
    rows: facts.map(({ judge, file, state, detail, worn, calibration }) => {
      const text = [states[state], ...(detail === undefined ? [] : [detail])].join(': ')
      const { accuracy } = calibration?.figures ?? {}
      const hasFigure = accuracy !== undefined && accuracy.estimate !== null
      return {
        name: judge,
        tone: 'plain',
        content: [
          cell(text, tones[state]),
          cell(hasFigure ? percent(accuracy.estimate ?? 0) : ''),
          cell(hasFigure ? `[${points(accuracy.low)}, ${points(accuracy.high)}]` : '', 'quiet'),
          cell(calibration === undefined ? '' : versionsText(calibration, worn), worn ? 'doubtful' : 'plain'),
          cell(state === 'missing' ? '' : file, 'quiet'),
        ],
      }
    }),
  }
}

function versionsText(
  { measurements, wornAfter }: NonNullable<CalibrationFact['calibration']>,
  worn: boolean,
): string {
  const versions = count(measurements.length, 'version')
  return worn ? `${versions}, worn after ${wornAfter}: the figures flatter` : `${versions} of ${wornAfter}`
}

import type { CalibrationAudit } from '../../contract/index.ts'
import { auditMark, outcomeCounts } from '../describe-audit.ts'
import { count, formatCount, points, signedPoints } from '../format.ts'
import { cell, type Table } from '../table.ts'
import { AuditFigure, type DrawnProbe } from './audit-figure.tsx'
import { DataTable } from './data-table.tsx'
import type { CalibrationFact } from './options.ts'

/** An audit that a judge's calibration keeps. */
export interface CalibratedAudit {
  fact: CalibrationFact
  audit: CalibrationAudit
}

/** The audits that calibrations keep of judges that the run did not audit itself. */
export function calibratedAudits(
  facts: readonly CalibrationFact[],
  audited: ReadonlySet<string>,
): CalibratedAudit[] {
  return facts.flatMap((fact) =>
    fact.calibration?.audit === undefined || audited.has(fact.judge)
      ? []
      : [{ fact, audit: fact.calibration.audit }],
  )
}

/** An audit as the calibration file keeps it: every probe with its effect, without the trials. */
export function CalibratedAuditPart({ found: { fact, audit }, id }: { found: CalibratedAudit; id: string }) {
  const { name, rows, probes } = audit
  return (
    <>
      <h3>{`${name} · ${count(rows, 'row')} · by the calibration file`}</h3>
      <AuditFigure
        id={id}
        name={name}
        probes={probes.map(drawnProbe)}
        sentences={[`${outcomeCounts(probes)} ${originText(fact, audit)}`]}
      />
      <DataTable table={probeTable(audit)} caption={`${name}: probes`} />
    </>
  )
}

function drawnProbe({
  effect: { estimate, low, high },
  ...probe
}: CalibrationAudit['probes'][number]): DrawnProbe {
  return estimate === null ? probe : { ...probe, effect: { at: estimate, low, high } }
}

function originText({ current }: CalibrationFact, { run, time, fingerprints }: CalibrationAudit): string {
  const made = `Made in the run ${run}, ${time.slice(0, 10)}`
  if (current === undefined) return `${made}; whether of this very judge is not known.`
  return fingerprints.judge === current.judge && fingerprints.memory === current.memory
    ? `${made}, of this very judge with this very memory.`
    : `${made}; judge or memory have changed since, so it says little of those in this run.`
}

function probeTable({ probes }: CalibrationAudit): Table {
  return {
    title: 'probe',
    columns: [
      { heading: 'outcome', align: 'left' },
      { heading: 'trials', align: 'right' },
      { heading: 'effect', align: 'right' },
      { heading: '95 % interval', align: 'left', close: true },
      { heading: 'limit', align: 'right' },
    ],
    rows: probes.map(({ name, outcome, limit, trials, effect: { estimate, low, high } }) => {
      const { symbol, tone } = auditMark(outcome)
      return {
        name,
        tone: 'plain',
        content: [
          cell(`${symbol} ${outcome}`, tone),
          cell(formatCount(trials)),
          cell(estimate === null ? '' : signedPoints(estimate), 'strong'),
          cell(estimate === null ? '' : `[${points(low)}, ${points(high)}]`, 'quiet'),
          cell(points(limit), 'quiet'),
        ],
      }
    }),
  }
}

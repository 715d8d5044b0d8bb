import type { AuditSummary, ProbeSummary } from '../../audit/index.ts'
import { auditTable } from '../audit-table.ts'
import {
  auditAsides,
  auditMark,
  auditVerdict,
  changedTrialText,
  listedTrials,
  probeSentence,
  probeTitle,
} from '../describe-audit.ts'
import { explainAudits } from '../explain-audits.ts'
import { count } from '../format.ts'
import { AuditFigure, type DrawnProbe, standsUnderFigure } from './audit-figure.tsx'
import { CalibratedAuditPart, calibratedAudits } from './calibrated-audits.tsx'
import { DataTable } from './data-table.tsx'
import { Section } from './figure.tsx'
import type { CalibrationFact } from './options.ts'
import { Explanations, Remarks, Sentences } from './remarks.tsx'

/** So many changed trials are listed of a probe. */
const listed = 50

/**
 * The audits of a run: every probe with its effect, and the trials in which a biased judge changed its mind. Of judges
 * that it did not audit, what their calibrations keep.
 */
export function AuditsSection({
  audits,
  calibrations,
}: {
  audits: readonly AuditSummary[]
  calibrations: readonly CalibrationFact[]
}) {
  const kept = calibratedAudits(calibrations, new Set(audits.map(({ judge }) => judge)))
  const all = [...audits, ...kept.map(({ audit }) => audit)]
  return (
    <Section id="audits" title="Audits">
      {all.length === 0 && (
        <p>
          No audit in this run, and none in a calibration file: whether a judge minds what must not matter to
          it, such as length or a note of authority, is not known.{' '}
          <code>{'audit(judge, { rows, probes })'}</code> in an eval file tries it.
        </p>
      )}
      {audits.map((audit, place) => (
        <>
          <h3>{`${audit.name} · ${count(audit.rows, 'row')}`}</h3>
          <AuditFigure
            id={`audit-${place}`}
            name={audit.name}
            probes={audit.probes.map(drawnProbe)}
            sentences={[auditVerdict(audit).text]}
          />
          <DataTable table={auditTable(audit)} caption={`${audit.name}: probes`} />
          <Remarks
            remarks={[
              ...audit.probes.map((probe) => ({
                text: `${probeTitle(probe)}: ${probeSentence(probe)}`,
                tone: auditMark(probe.outcome).tone,
              })),
              ...auditAsides(audit),
            ]}
          />
          {audit.probes.map((probe) => (
            <Trials probe={probe} />
          ))}
        </>
      ))}
      {kept.map((found, place) => (
        <CalibratedAuditPart found={found} id={`kept-audit-${place}`} />
      ))}
      <Explanations texts={explainAudits(all).filter((text) => !standsUnderFigure(text))} />
    </Section>
  )
}

function drawnProbe({ name, outcome, limit, effect: { overall } }: ProbeSummary): DrawnProbe {
  if (overall.kind === 'undefined') return { name, outcome, limit }
  const { effect: at, low, high } = overall
  return { name, outcome, limit, effect: { at, low, high } }
}

function Trials({ probe }: { probe: ProbeSummary }) {
  const trials = listedTrials(probe)
  if (trials.length === 0) return null
  const number = trials.length > listed ? `the first ${listed} of ${trials.length}` : String(trials.length)
  return (
    <details>
      <summary>{`${probe.name}: ${number} changed ${trials.length === 1 ? 'verdict' : 'verdicts'}`}</summary>
      <Sentences
        texts={trials
          .slice(0, listed)
          .map((changed) => `${changedTrialText(changed)}: ${changed.trial.change}`)}
      />
    </details>
  )
}

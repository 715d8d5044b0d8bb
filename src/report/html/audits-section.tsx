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
import { count, points, signedPoints } from '../format.ts'
import { DataTable } from './data-table.tsx'
import { Figure, Section } from './figure.tsx'
import { ForestPlot } from './forest-plot.tsx'
import { Explanations, Remarks, Sentences } from './remarks.tsx'

/** So many changed trials are listed of a probe. */
const listed = 50

/** The audits of a run: every probe with its effect, and the trials in which a biased judge changed its mind. */
export function AuditsSection({ audits }: { audits: readonly AuditSummary[] }) {
  return (
    <Section id="audits" title="Audits">
      {audits.length === 0 && (
        <p>
          No audit in this run: whether a judge minds what must not matter to it, such as length or a note of
          authority, is not known. <code>{'audit(judge, { rows, probes })'}</code> in an eval file tries it.
        </p>
      )}
      {audits.map((audit, place) => (
        <>
          <h3>{`${audit.name} · ${count(audit.rows, 'row')}`}</h3>
          <Figure name="audit" sentences={captionOf(audit)}>
            <ForestPlot
              id={`audit-${place}`}
              title={`Effect of each probe: ${audit.name}`}
              rows={audit.probes.map(probeRow)}
              reference={{ at: 0, name: 'no effect' }}
              formatTick={(tick) => signedPoints(tick).replace('.0', '')}
              legend={[
                [
                  'estimate',
                  'verdicts changed beyond the placebo, in percentage points, with the 95 % interval',
                ],
                ['limit', 'from here on it is a bias'],
              ]}
            />
          </Figure>
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
      <Explanations texts={explainAudits(audits).filter((text) => !isDrawn(text))} />
    </Section>
  )
}

/** What came out, and what is drawn. */
function captionOf(audit: AuditSummary): string[] {
  return [auditVerdict(audit).text, ...explainAudits([audit]).filter(isDrawn)]
}

/** True for what stands under each figure, and need not be said once more. */
function isDrawn(text: string): boolean {
  return /^(effect|limit):/.test(text)
}

function probeRow({ name, outcome, limit, effect: { overall } }: ProbeSummary) {
  const { tone } = auditMark(outcome)
  if (overall.kind === 'undefined') return { name, text: outcome, tone: 'quiet' as const }
  const { effect: at, low, high } = overall
  return {
    name,
    text: `${outcome} · ${signedPoints(at)} [${points(low)}, ${points(high)}]`,
    estimate: { at, low, high },
    signs: [{ name: 'limit' as const, at: limit }],
    ...(tone !== 'strong' && { tone }),
  }
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

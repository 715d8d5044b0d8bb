import type { AuditOutcome } from '../../audit/index.ts'
import { auditMark } from '../describe-audit.ts'
import { explainAudits } from '../explain-audits.ts'
import { points, signedPoints } from '../format.ts'
import { Figure } from './figure.tsx'
import { ForestPlot, type ForestRow } from './forest-plot.tsx'

/** One probe as it is drawn. */
export interface DrawnProbe {
  name: string
  outcome: AuditOutcome
  /** In [0, 1], as the effect. */
  limit: number
  /** Absent where there is none. */
  effect?: { at: number; low: number; high: number }
}

/** True for a meaning that stands under each figure, and need not be said once more. */
export function standsUnderFigure(text: string): boolean {
  return /^(effect|limit):/.test(text)
}

/** The effect of each probe of an audit, on one axis, with what is drawn under the sentences. */
export function AuditFigure({
  id,
  name,
  probes,
  sentences,
}: {
  id: string
  name: string
  probes: readonly DrawnProbe[]
  sentences: readonly string[]
}) {
  return (
    <Figure name="audit" sentences={[...sentences, ...explainAudits([{ probes }]).filter(standsUnderFigure)]}>
      <ForestPlot
        id={id}
        title={`Effect of each probe: ${name}`}
        rows={probes.map(probeRow)}
        reference={{ at: 0, name: 'no effect' }}
        formatTick={(tick) => signedPoints(tick).replace('.0', '')}
        legend={[
          ['estimate', 'verdicts changed beyond the placebo, in percentage points, with the 95 % interval'],
          ['limit', 'from here on it is a bias'],
        ]}
      />
    </Figure>
  )
}

function probeRow({ name, outcome, limit, effect }: DrawnProbe): ForestRow {
  const { tone } = auditMark(outcome)
  if (effect === undefined) return { name, text: outcome, tone: 'quiet' }
  const { at, low, high } = effect
  return {
    name,
    text: `${outcome} · ${signedPoints(at)} [${points(low)}, ${points(high)}]`,
    estimate: effect,
    signs: [{ name: 'limit', at: limit }],
    ...(tone !== 'strong' && { tone }),
  }
}

import type { GateLine } from '../agreement/index.ts'
import { gateReasons, gateTitle, outcomeMark } from './describe-gate.ts'
import { type Paper, paragraph } from './paper.ts'

/** What became of each gate, with its reasons, and what is to be said of all; nothing without gates. */
export function renderGates(
  paper: Paper,
  gates: readonly GateLine[],
  { suites, note = '' }: { suites: number; note?: string | undefined },
): string[] {
  if (gates.length === 0) return []
  return [
    paper.palette.heading('Gates'),
    ...gates.flatMap((gate) => renderGate(paper, gate, suites)),
    ...(note === '' ? [] : paragraph(paper, note, { style: paper.palette.quiet })),
  ]
}

function renderGate(paper: Paper, gate: GateLine, suites: number): string[] {
  const { palette } = paper
  const { own, criteria } = gateReasons(gate)
  const marked = (outcome: GateLine['outcome'], indent: string) => {
    const { symbol, tone } = outcomeMark(outcome)
    return { style: palette[tone], mark: `${indent}${palette[tone](symbol)} ` }
  }
  return [
    ...paragraph(paper, gateTitle(gate, suites), marked(gate.outcome, '  ')),
    ...(own === undefined ? [] : paragraph(paper, own, { mark: '    ', style: palette.quiet })),
    ...criteria.flatMap(({ outcome, reason }) =>
      paragraph(paper, reason, { ...marked(outcome, '    '), style: palette.quiet }),
    ),
    ...(gate.warnings ?? []).flatMap((warning) =>
      paragraph(paper, warning, { mark: `    ${palette.doubtful('!')} `, style: palette.doubtful }),
    ),
  ]
}

import type { GateLine } from '../agreement/index.ts'
import { type Paper, paragraph } from './paper.ts'

const words: Record<GateLine['outcome'], string> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'inconclusive',
  'too-many-unscored': 'too many unscored',
  'no-rows': 'no rows',
  'not-gated': 'not gated',
  refused: 'refused',
  'not-aligned': 'not aligned yet',
}

/** What became of each gate, with its reason; nothing without gates. The suite is named where there are several. */
export function renderGates(paper: Paper, gates: readonly GateLine[], suites: number): string[] {
  if (gates.length === 0) return []
  return [paper.palette.heading('Gates'), ...gates.flatMap((gate) => renderGate(paper, gate, suites))]
}

function renderGate(paper: Paper, { suite, judge, outcome, reason }: GateLine, suites: number): string[] {
  const { good, bad, doubtful, quiet } = paper.palette
  const { symbol, style } =
    outcome === 'pass'
      ? { symbol: '✓', style: good }
      : outcome === 'fail' || outcome === 'refused'
        ? { symbol: '✗', style: bad }
        : { symbol: '!', style: doubtful }
  const name = suites > 1 ? `${suite} > ${judge}` : judge
  return [
    ...paragraph(paper, `${name} · ${words[outcome]}`, { mark: `  ${style(symbol)} `, style }),
    ...paragraph(paper, reason, { mark: '    ', style: quiet }),
  ]
}

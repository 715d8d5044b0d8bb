import { percent } from '../agreement/index.ts'
import type { AuditSummary, ProbeSummary } from '../audit/index.ts'
import { auditMark } from './describe-audit.ts'
import { points, signedPoints } from './format.ts'
import { cell, type Cell, type Column, type Table } from './table.ts'

const columns: readonly Column[] = [
  { heading: 'outcome', align: 'left' },
  { heading: 'changed', align: 'right' },
  { heading: 'placebo', align: 'right' },
  { heading: 'effect', align: 'right' },
  { heading: '95 % interval', broken: ['95 %', 'interval'], align: 'left', close: true },
  { heading: 'limit', align: 'right', optional: true },
]

/** The probes of an audit, a row each: how many verdicts the change and the placebo changed, and the difference. */
export function auditTable({ probes }: AuditSummary): Table {
  return {
    title: 'probe',
    columns,
    rows: probes.map((probe) => ({ name: probe.name, tone: 'plain', content: cells(probe) })),
  }
}

function cells({ outcome, limit, effect: { overall } }: ProbeSummary): Cell[] {
  const { symbol, tone } = auditMark(outcome)
  const figures =
    overall.kind === 'undefined'
      ? ['', '', '', '']
      : [
          percent(overall.changedShare),
          percent(overall.placeboShare),
          signedPoints(overall.effect),
          `[${points(overall.low)}, ${points(overall.high)}]`,
        ]
  return [
    cell(`${symbol} ${outcome}`, tone),
    ...figures.map((text, place) => cell(text, place === 3 ? 'quiet' : place === 2 ? 'strong' : 'plain')),
    cell(points(limit), 'quiet'),
  ]
}

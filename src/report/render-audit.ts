import type { AuditSummary, ProbeSummary } from '../audit/index.ts'
import { auditTable } from './audit-table.ts'
import {
  auditAsides,
  auditMark,
  auditVerdict,
  changedTrialText,
  listedTrials,
  probeSentence,
  probeTitle,
} from './describe-audit.ts'
import { oneLine, shorten } from './fit-text.ts'
import { count } from './format.ts'
import { type Paper, paragraph } from './paper.ts'
import { remarkLines } from './remark.ts'
import { renderTable } from './render-table.ts'

const shown = 3

/** An audit: its probes as a table, what each found as a sentence, and of the biased ones the worst trials. */
export function renderAudit(paper: Paper, summary: AuditSummary): string[] {
  const { palette, width } = paper
  const subject = ` · ${count(summary.rows, 'row')}`
  const name = shorten(oneLine(summary.name), width - subject.length)
  return [
    palette.heading(name) + palette.quiet(subject),
    '',
    ...renderTable(paper, auditTable(summary)),
    '',
    ...remarkLines(paper, [auditVerdict(summary)]),
    ...summary.probes.flatMap((probe) => renderProbe(paper, probe)),
    ...remarkLines(paper, auditAsides(summary)),
    ...summary.probes.flatMap((probe) => renderTrials(paper, probe)),
  ]
}

function renderProbe(paper: Paper, probe: ProbeSummary): string[] {
  const { symbol, tone } = auditMark(probe.outcome)
  const style = paper.palette[tone]
  return [
    ...paragraph(paper, probeTitle(probe), { mark: `  ${style(symbol)} `, style }),
    ...paragraph(paper, probeSentence(probe), { mark: '    ' }),
  ]
}

function renderTrials(paper: Paper, probe: ProbeSummary): string[] {
  const trials = listedTrials(probe)
  if (trials.length === 0) return []
  const { palette, width } = paper
  const number = trials.length > shown ? `${shown} worst of ${trials.length}` : `${trials.length}`
  const label = '    changed  '
  return [
    '',
    ...paragraph(paper, `${probe.name} · ${number} changed ${trials.length === 1 ? 'verdict' : 'verdicts'}`, {
      style: palette.strong,
    }),
    ...trials.slice(0, shown).flatMap((changed) => {
      const style = changed.direction === 'pass' ? palette.bad : palette.doubtful
      return [
        ...paragraph(paper, changedTrialText(changed), { mark: `  ${style('✗')} ` }),
        palette.quiet(label) + shorten(oneLine(changed.trial.change), width - label.length),
      ]
    }),
  ]
}

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
import { count } from '../format.ts'
import { escapeMarkdown, markdownSentence } from './escape-markdown.ts'
import { markdownTable } from './markdown-table.ts'

const listed = 50

/** An audit as blocks of Markdown: its table, a sentence for each probe, and the changed trials of the biased ones. */
export function markdownAudit(summary: AuditSummary): string[][] {
  return [
    [`### ${escapeMarkdown(summary.name)} · ${count(summary.rows, 'row')}`],
    markdownTable(auditTable(summary)),
    [markdownSentence(auditVerdict(summary).text)],
    [
      ...summary.probes.map(
        (probe) =>
          `- ${sign(probe)} **${escapeMarkdown(probeTitle(probe))}**: ${markdownSentence(probeSentence(probe))}`,
      ),
      ...auditAsides(summary).map(({ text }) => `- ${markdownSentence(text)}`),
    ],
    ...summary.probes.map(trialsBlock),
  ]
}

function trialsBlock(probe: ProbeSummary): string[] {
  const trials = listedTrials(probe)
  if (trials.length === 0) return []
  const number = trials.length > listed ? `the first ${listed} of ${trials.length}` : `${trials.length}`
  return [
    `<details><summary>${escapeMarkdown(probe.name)}: ${number} changed ${trials.length === 1 ? 'verdict' : 'verdicts'}</summary>`,
    '',
    ...trials
      .slice(0, listed)
      .map(
        (changed) =>
          `- ${markdownSentence(changedTrialText(changed))}: ${escapeMarkdown(changed.trial.change)}`,
      ),
    '',
    '</details>',
  ]
}

function sign({ outcome }: ProbeSummary): string {
  const { tone } = auditMark(outcome)
  return tone === 'good' ? '✅' : tone === 'bad' ? '❌' : '⚠️'
}

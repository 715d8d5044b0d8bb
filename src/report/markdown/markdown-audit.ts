import type { AuditSummary, ProbeSummary } from '../../audit/index.ts'
import { auditTable } from '../audit-table.ts'
import {
  auditAsides,
  auditMark,
  auditVerdict,
  changedTrialText,
  probeSentence,
  probeTitle,
} from '../describe-audit.ts'
import { count } from '../format.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { markdownTable } from './markdown-table.ts'

const listed = 50
const sentenceLength = 1000

/** An audit as blocks of Markdown: its table, a sentence for each probe, and the changed trials of the biased ones. */
export function markdownAudit(summary: AuditSummary): string[][] {
  return [
    [`### ${escapeMarkdown(summary.name)} · ${count(summary.rows, 'row')}`],
    markdownTable(auditTable(summary)),
    [sentence(auditVerdict(summary).text)],
    [
      ...summary.probes.map(
        (probe) =>
          `- ${sign(probe)} **${escapeMarkdown(probeTitle(probe))}**: ${sentence(probeSentence(probe))}`,
      ),
      ...auditAsides(summary).map(({ text }) => `- ${sentence(text)}`),
    ],
    ...summary.probes.map(trialsBlock),
  ]
}

function trialsBlock({ name, outcome, changedTrials }: ProbeSummary): string[] {
  if (outcome !== 'biased' || changedTrials.length === 0) return []
  const number =
    changedTrials.length > listed
      ? `the first ${listed} of ${changedTrials.length}`
      : `${changedTrials.length}`
  return [
    `<details><summary>${escapeMarkdown(name)}: ${number} changed verdicts</summary>`,
    '',
    ...changedTrials
      .slice(0, listed)
      .map((changed) => `- ${sentence(changedTrialText(changed))}: ${escapeMarkdown(changed.trial.change)}`),
    '',
    '</details>',
  ]
}

function sentence(text: string): string {
  return escapeMarkdown(text, sentenceLength)
}

function sign({ outcome }: ProbeSummary): string {
  const { tone } = auditMark(outcome)
  return tone === 'good' ? '✅' : tone === 'bad' ? '❌' : '⚠️'
}

import {
  type GateLine,
  type SuiteCalls,
  type SuiteSummary,
  summariseCalls,
  summariseSuite,
} from '../../agreement/index.ts'
import type { Run, RunSuite } from '../../contract/index.ts'
import { auditSummaries, shownSuites } from '../audit-summaries.ts'
import { gateReasons, gateTitle, outcomeMark } from '../describe-gate.ts'
import { judgeFindings } from '../describe-judge.ts'
import { explainObservations, observationRemarks, observationsTitle } from '../describe-observations.ts'
import { runNotes } from '../describe-notes.ts'
import { comparisonRemark, suiteAsides } from '../describe-suite.ts'
import { explainAudits } from '../explain-audits.ts'
import { explainRun } from '../explain-run.ts'
import { type JudgeSlices, judgeSlices } from '../judge-slices.ts'
import { judgeTable } from '../judge-table.ts'
import type { Remark } from '../remark.ts'
import { glossaryTitle } from '../render-blocks.ts'
import { timesJudged } from '../render-suite.ts'
import { capMarkdown } from './cap-markdown.ts'
import { escapeMarkdown, markdownSentence } from './escape-markdown.ts'
import { markdownAudit } from './markdown-audit.ts'
import { markdownMismatches } from './markdown-mismatches.ts'
import { markdownTable } from './markdown-table.ts'

/** What a report as Markdown holds besides the run. */
export interface MarkdownOptions {
  /** As `evaluateRunGates` gives them. */
  gates: readonly GateLine[]
  /** Its `note`. */
  gateNote?: string
  /** The commands to go on with; default none. */
  nextCommand?: readonly string[]
  /** Says at the end what the numbers mean; default false. */
  explain?: boolean
  /** Fields by which rows are sliced besides tags: dotted paths such as `inputs.language`; default none. */
  sliceBy?: readonly string[]
}

const mostCharacters = 60_000

/**
 * A run as GitHub-flavoured Markdown, gates first, else as `renderRun` has it, with the ids of the rows that were
 * wrongly passed or failed. Fewer than 60,000 characters: a longer one is cut and says so. Ends in a newline.
 */
export function renderMarkdown(run: Run, options: MarkdownOptions): string {
  const { gates, gateNote = '', nextCommand = [], explain = false, sliceBy = [] } = options
  const suites = shownSuites(run).map((suite) => ({
    suite,
    summary: summariseSuite(suite),
    calls: summariseCalls(suite, run.prices),
  }))
  const audits = auditSummaries(run)
  const observed = observationRemarks(run)
  const summaries = suites.map(({ summary }) => summary)
  const calls = suites.map((suite) => suite.calls)
  const glossary = explain
    ? [
        ...explainRun(summaries, { calls, gates, gateNote, sliceBy }),
        ...explainObservations(observed),
        ...explainAudits(audits),
      ]
    : []
  const blocks = [
    ['## LLM judges against the truth'],
    gateBlock(gates, gateNote, suites.length + audits.length),
    ...suites.flatMap(({ suite, ...measured }) => suiteBlocks(suite, measured, sliceBy)),
    section(observationsTitle, remarkItems(observed)),
    ...audits.flatMap(markdownAudit),
    suites.length + audits.length === 0 ? ['No suite was run.'] : [],
    section('Notes', remarkItems(runNotes(run, summaries, calls))),
    section(glossaryTitle, glossary.map(item)),
    section(
      'Next',
      nextCommand.map((command) => item(command.startsWith('npx ') ? `\`${command}\`` : command)),
    ),
  ]
  const lines = blocks.flatMap((block) => (block.length > 0 ? [...block, ''] : []))
  return capMarkdown(lines.slice(0, -1), mostCharacters)
}

function gateBlock(gates: readonly GateLine[], note: string, suites: number): string[] {
  if (gates.length === 0) return []
  const items = gates.flatMap((gate) => {
    const { own, criteria } = gateReasons(gate)
    const reason = own === undefined ? '' : `: ${markdownSentence(own)}`
    return [
      `- ${sign(gate.outcome)} **${escapeMarkdown(gateTitle(gate, suites))}**${reason}`,
      ...criteria.map((criterion) => `  - ${sign(criterion.outcome)} ${markdownSentence(criterion.reason)}`),
      ...(gate.warnings ?? []).map((warning) => `  - ${sign('inconclusive')} ${markdownSentence(warning)}`),
    ]
  })
  return [...section('Gates', items), ...(note === '' ? [] : ['', markdownSentence(note)])]
}

function suiteBlocks(
  suite: RunSuite,
  { summary, calls }: { summary: SuiteSummary; calls: SuiteCalls },
  sliceBy: readonly string[],
): string[][] {
  const { judges, comparisons } = summary
  const times = timesJudged(suite)
  const findings = [
    ...comparisons.map(comparisonRemark),
    ...judges.flatMap((judge) => judgeFindings(judge, times)),
  ]
  return [
    [`### ${escapeMarkdown(summary.name)} · held-out rows`],
    markdownTable(judgeTable(judges)),
    remarkItems([...findings, ...suiteAsides(summary, calls)]),
    ...judges.flatMap((judge) => judgeSlices(suite, judge, sliceBy).map(sliceBlock)),
    ...judges.map(markdownMismatches),
  ]
}

function sliceBlock({ title, table, remarks }: JudgeSlices): string[] {
  const items = remarkItems(remarks)
  return [
    `**${escapeMarkdown(title)}**`,
    '',
    ...markdownTable(table),
    ...(items.length > 0 ? ['', ...items] : []),
  ]
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`### ${title}`, '', ...items]
}

function remarkItems(remarks: readonly Remark[]): string[] {
  return remarks.map(({ text, tone }) => (tone === 'bad' ? `- **${markdownSentence(text)}**` : item(text)))
}

function item(text: string): string {
  return `- ${markdownSentence(text)}`
}

function sign(outcome: GateLine['outcome']): string {
  const { tone } = outcomeMark(outcome)
  return tone === 'good' ? '✅' : tone === 'bad' ? '❌' : '⚠️'
}

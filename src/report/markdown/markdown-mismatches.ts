import type { JudgeSummary, Mismatch } from '../../agreement/index.ts'
import { passing } from '../../contract/index.ts'
import { formatJson, formatValue } from '../format.ts'
import { cell } from '../table.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { markdownTable } from './markdown-table.ts'

const listed = 50
const shown = 3

/** A judge's held-out mismatches: ids of the rows it wrongly passed and wrongly failed, and the worst in full. */
export function markdownMismatches({ id, judge, heldout: { mismatches } }: JudgeSummary): string[] {
  if (mismatches.length === 0) return []
  const passes = passing(judge.definition)
  const isWrongFail = ({ verdict, truth }: Mismatch) =>
    passes !== undefined && !passes(verdict) && passes(truth)
  const wrongFails = mismatches.filter(isWrongFail)
  const others = mismatches.filter((mismatch) => !mismatch.wronglyPassed && !isWrongFail(mismatch))
  const noun = mismatches.length === 1 ? 'mismatch' : 'mismatches'
  return [
    `**${escapeMarkdown(id)} · ${mismatches.length} ${noun}**`,
    '',
    ...idLine(
      'wrongly passed',
      mismatches.filter(({ wronglyPassed }) => wronglyPassed),
    ),
    ...idLine('wrongly failed', wrongFails),
    ...idLine('another value', others),
    '',
    `<details><summary>${mismatches.length > shown ? `The ${shown} worst` : 'What was said'}</summary>`,
    '',
    ...markdownTable({
      title: 'row',
      columns: ['verdict', 'truth', 'why', 'inputs', 'outputs'].map((heading) => ({
        heading,
        align: 'left',
      })),
      rows: mismatches.slice(0, shown).map(({ row, verdict, truth, rationale, repeats }) => ({
        name: row.id,
        tone: 'plain',
        content: [
          formatValue(verdict) +
            (repeats === undefined ? '' : ` (wrong in ${repeats.wrong} of ${repeats.of} repeats)`),
          formatValue(truth),
          rationale,
          formatJson(row.inputs),
          formatJson(row.outputs),
        ].map((text) => cell(text)),
      })),
    }),
    '',
    '</details>',
  ]
}

function idLine(what: string, mismatches: readonly Mismatch[]): string[] {
  if (mismatches.length === 0) return []
  const ids = mismatches.slice(0, listed).map(({ row }) => escapeMarkdown(row.id, 80))
  const more = mismatches.length > listed ? ` and ${mismatches.length - listed} more` : ''
  return [`- ${what} (${mismatches.length}): ${ids.join(', ')}${more}`]
}

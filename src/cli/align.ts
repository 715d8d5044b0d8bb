import { Chalk } from 'chalk'
import { structuredPatch } from 'diff'
import { readRun } from '../run/index.ts'
import { alignTarget, type AlignFlags, type AlignResult } from './align-target.ts'
import { say, type CommandContext } from './context.ts'
import { findTargets } from './targets.ts'

/** `align`: feedback and mismatches of a run become memory; says what was learned from what. */
export async function align(flags: AlignFlags, context: CommandContext): Promise<void> {
  const run = await readRun(context.root, flags.run)
  const results: AlignResult[] = []
  for (const target of findTargets(context.root, run, flags.judge)) {
    const result = await alignTarget(target, flags, context)
    results.push(result)
    if (!flags.json) describe(result, flags, context)
  }
  if (flags.json) {
    say(context, JSON.stringify(results.map(toJson), null, 2))
    return
  }
  if (flags.dryRun) say(context, 'Dry run: nothing was written.')
  else if (results.some(({ changed }) => changed)) say(context, 'Next: npx vitest run evals -u   (review the instructions, then judge again)')
}

function describe(result: AlignResult, flags: AlignFlags, context: CommandContext): void {
  const { feedback, lessons, guidelines, mismatches } = result
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const line = (name: string, text: string) => say(context, `  ${name.padEnd(11)} ${text}`)
  say(context, `${paint.bold(result.judge)} ${paint.dim(result.memory)}`)
  if (flags.feedback === 'auto') line('mismatches', `${mismatches} align rows judged otherwise than the truth`)
  if (feedback.imported > 0 || feedback.unmatchedLines.length > 0) {
    const unmatched = feedback.unmatchedLines.length === 0 ? '' : `; no such sample in the run: line ${feedback.unmatchedLines.join(', ')}`
    line('imported', `${feedback.imported} new from ${flags.feedback}${unmatched}`)
  }
  if (feedback.automatic > 0) {
    const plain = feedback.plainRationales === 0 ? '' : `, ${feedback.plainRationales} with a plain rationale, for no model wrote one`
    line('written', `${feedback.automatic} lines of feedback from the truth${plain}`)
  }
  line('taught by', `${count(feedback.people, 'line')} of people (HUMAN); ${count(feedback.truth, 'line')} of the truth (CODE), which count where no person has spoken`)
  line('samples', `${lessons.added.length} new, ${lessons.changed.length} changed, ${lessons.retracted.length} retracted, ${lessons.kept.length} as before`)
  if (lessons.unmatched > 0) line('left out', `feedback on ${count(lessons.unmatched, 'sample')} that no align row of this run has`)
  if (lessons.overruled.length > 0) {
    line('overruled', lessons.overruled.map(({ rowId, source, value }) => `${source.name} on ${rowId} (${JSON.stringify(value)})`).join(', '))
  }
  if (result.episodes === 0 && !result.changed) {
    say(context, '  Nothing to learn from: no mismatch and no feedback. Give some: npx vitest-judge feedback\n')
    return
  }
  if (!result.changed) {
    say(context, '  Nothing new: the memory stays as it is.\n')
    return
  }
  line('guidelines', `${guidelines.added.length} new, ${guidelines.dropped.length} dropped, ${guidelines.total} in all (by ${result.reflectionModel})`)
  line('examples', `${result.episodes} in all`)
  say(context, '  instructions:')
  for (const changed of changedLines(result)) {
    const style = changed.startsWith('+') ? paint.green : changed.startsWith('-') ? paint.red : paint.dim
    say(context, `    ${style(shorten(changed, context.width - 4))}`)
  }
  say(context)
}

/** The changed lines of the instructions, long runs of one kind cut to their ends. */
function changedLines({ before, after }: AlignResult): string[] {
  const lines = structuredPatch('before', 'after', before, after, '', '', { context: 0 })
    .hunks.flatMap((hunk) => hunk.lines)
    .filter((line) => !line.startsWith('\\'))
  const most = 40
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 5), `… ${lines.length - most} more lines`, ...lines.slice(-5)]
}

function toJson({ lessons, guidelines, ...rest }: AlignResult) {
  const ids = (episodes: readonly { sampleId: string }[]) => episodes.map(({ sampleId }) => sampleId)
  return {
    ...rest,
    samples: { added: ids(lessons.added), changed: ids(lessons.changed), retracted: ids(lessons.retracted), kept: lessons.kept.length, unmatched: lessons.unmatched },
    overruled: lessons.overruled,
    guidelines,
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`
}

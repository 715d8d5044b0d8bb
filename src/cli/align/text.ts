import { Chalk, type ChalkInstance } from 'chalk'
import { structuredPatch } from 'diff'
import { percent } from '../../agreement/index.ts'
import { concernText } from '../../align/index.ts'
import { callText } from '../../report/index.ts'
import type { AlignResult } from './result.ts'
import type { AlignFlags } from './target.ts'
import { say, type CommandContext } from '../context.ts'
import { fit, shorten } from '../fit.ts'
import { doubtfulText, peopleText } from '../people-agreement.ts'
import { count } from '../count.ts'

/** Tells what is worth knowing of a judge before models are asked. */
export function describeNotice(judge: string, notice: string, context: CommandContext): void {
  for (const line of fit(`${judge}: ${notice}.`, context.width)) say(context, line)
}

/** Tells what one judge learned from what. */
export function describeAlignment(result: AlignResult, flags: AlignFlags, context: CommandContext): void {
  const { feedback, guidelines } = result
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const heading = `${result.judge} ${result.memory}`
  if (heading.length <= context.width) say(context, `${paint.bold(result.judge)} ${paint.dim(result.memory)}`)
  else for (const text of fit(heading, context.width)) say(context, paint.bold(text))
  const line = (name: string, text: string) => {
    for (const [index, part] of fit(text, context.width - 14).entries()) {
      say(context, `  ${(index === 0 ? name : '').padEnd(11)} ${part}`)
    }
  }
  const sentence = (text: string) =>
    say(
      context,
      `${fit(text, context.width - 2)
        .map((part) => `  ${part}`)
        .join('\n')}\n`,
    )
  for (const [name, text] of [...feedbackLines(result, flags), ...sampleLines(result)]) line(name, text)
  if (result.promotion !== undefined) line(...promotionLine(result.promotion))
  for (const { model, ...sums } of result.calls) line('calls', `${model}: ${callText(sums)}`)
  if (result.episodes === 0 && !result.changed && result.promotion === undefined) {
    sentence(
      feedback.people + feedback.truth + result.leftOut.length > 0
        ? 'Nothing to learn from: all feedback was left out.'
        : 'Nothing to learn from: no mismatch and no feedback. Give some: npx vitest-judge feedback',
    )
    return
  }
  if (!result.changed) {
    sentence(
      result.promotion === undefined
        ? 'Nothing new: the memory stays as it is.'
        : 'Not promoted: the memory stays as it is. To install it all the same: --promote always',
    )
    return
  }
  line(
    'guidelines',
    `${guidelines.added.length} new, ${guidelines.dropped.length} dropped, ${guidelines.total} in all (by ${result.reflectionModel})`,
  )
  for (const [name, text] of guidelineLines(result)) line(name, text)
  line('examples', `${result.episodes} in all`)
  describeInstructions(result, paint, context)
  say(context)
}

type Line = [name: string, text: string]

function feedbackLines({ feedback, mismatches, people, doubtful }: AlignResult, flags: AlignFlags): Line[] {
  const lines: Line[] = []
  if (flags.feedback === 'auto') {
    // Whoever has just said that the judge is wrong would take a bare zero for an error.
    const besides = mismatches === 0 && feedback.people > 0 ? ', apart from what people say' : ''
    lines.push(['mismatches', `${count(mismatches, 'align row')} judged otherwise than the truth${besides}`])
  }
  if (feedback.imported > 0 || feedback.unmatchedLines.length > 0) {
    const unmatched =
      feedback.unmatchedLines.length === 0
        ? ''
        : `; no such sample in the run: line ${feedback.unmatchedLines.join(', ')}`
    lines.push(['imported', `${feedback.imported} new from ${flags.feedback}${unmatched}`])
  }
  if (feedback.automatic > 0) {
    const plain =
      feedback.plainRationales === 0
        ? ''
        : `, ${feedback.plainRationales} with a plain rationale, for no model wrote one`
    lines.push(['written', `${count(feedback.automatic, 'line')} of feedback from the truth${plain}`])
  }
  lines.push([
    'taught by',
    `${count(feedback.people, 'line')} of people (HUMAN); ${count(feedback.truth, 'line')} of the truth (CODE), which count where no person has spoken`,
  ])
  if (people !== undefined) lines.push(['people', peopleText(people)])
  return [...lines, ...doubtful.map((person): Line => ['doubtful', doubtfulText(person)])]
}

function sampleLines({ lessons, leftOut }: AlignResult): Line[] {
  const { added, changed, retracted, kept, unmatched, alike, overruled, unusable } = lessons
  const lines: Line[] = [
    [
      'samples',
      `${added.length} new, ${changed.length} changed, ${retracted.length} retracted, ${kept.length} as before`,
    ],
  ]
  if (unmatched > 0)
    lines.push(['left out', `feedback on ${count(unmatched, 'sample')} that no align row of this run has`])
  if (alike.length > 0) {
    const rows = `${count(alike.length, 'align row')} that ${alike.length === 1 ? 'says' : 'say'}`
    lines.push(['left out', `${rows} the same or nearly the same as a held-out row: ${firstOf(alike, ', ')}`])
  }
  if (unusable.length > 0) {
    const said = unusable.map(
      ({ rowId, source, value }) => `${source.name} on ${rowId} (${JSON.stringify(value)})`,
    )
    lines.push(['left out', `feedback with a value that the judge cannot give: ${firstOf(said, ', ')}`])
  }
  if (leftOut.length > 0) {
    const said = leftOut.map(({ rowId, reason }) => `${rowId} (${reason})`)
    lines.push([
      'left out',
      `${count(leftOut.length, 'sample')} for which no answer was to be had, new again the next time: ${firstOf(said, '; ')}`,
    ])
  }
  if (overruled.length > 0) {
    const said = overruled.map(
      ({ rowId, source, value }) => `${source.name} on ${rowId} (${JSON.stringify(value)})`,
    )
    lines.push(['overruled', said.join(', ')])
  }
  return lines
}

function guidelineLines({ guidelines, allGuidelines, tidyFault }: AlignResult): Line[] {
  return [
    ...guidelines.merged.map(({ id, replaces = [] }): Line => [
      'merged',
      `${replaces.join(', ')} into ${id}`,
    ]),
    ...guidelines.concerns.map(({ id, concern = '' }): Line => [
      'to decide',
      `${id}: ${concernText(concern, allGuidelines)}`,
    ]),
    ...(tidyFault === undefined
      ? []
      : [
          [
            'unchecked',
            `new guidelines could not be held against the others (${tidyFault}): the next align asks again`,
          ] as Line,
        ]),
  ]
}

function promotionLine(promotion: NonNullable<AlignResult['promotion']>): Line {
  const { rule, promoted, words, candidateAccuracy, presentAccuracy, rows, rejectedBefore } = promotion
  const { against = 'present judge', low, high } = promotion
  const points = (share: number) => `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(1)}`
  const interval =
    rule !== 'if-not-worse' || low === undefined || high === undefined
      ? ''
      : ` (difference ${points(low)} to ${points(high)} points, 95 %)`
  const figures = `right on ${percent(candidateAccuracy)} of ${rows} align rows by cross-validation, the ${against} on ${percent(presentAccuracy)}${interval}`
  const before =
    rejectedBefore === undefined
      ? ''
      : `, as compared on ${rejectedBefore.slice(0, 10)}; nobody was asked again`
  return [promoted ? 'promoted' : 'rejected', `${words}: ${figures}${before}`]
}

function describeInstructions(result: AlignResult, paint: ChalkInstance, context: CommandContext): void {
  const lines = changedLines(result)
  say(context, lines.length === 0 ? '  instructions: as before' : '  instructions:')
  for (const changed of lines) {
    const style = changed.startsWith('+') ? paint.green : changed.startsWith('-') ? paint.red : paint.dim
    say(context, `    ${style(shorten(changed, context.width - 4))}`)
  }
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

function firstOf(texts: readonly string[], separator: string): string {
  const most = 3
  const more = texts.length > most ? ` and ${texts.length - most} more` : ''
  return texts.slice(0, most).join(separator) + more
}

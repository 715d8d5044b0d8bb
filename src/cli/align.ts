import { Chalk } from 'chalk'
import { structuredPatch } from 'diff'
import { VitestJudgeError } from '../contract/index.ts'
import { readRun } from '../run/index.ts'
import { alignTarget, type AlignFlags, type AlignResult } from './align-target.ts'
import { say, type CommandContext } from './context.ts'
import { fit, shorten } from './fit.ts'
import { peopleText } from './people-agreement.ts'
import { findTargets, type Target } from './targets.ts'

/** `align`: feedback and mismatches of a run become memory; says what was learned from what. */
export async function align(flags: AlignFlags, context: CommandContext): Promise<void> {
  const run = await readRun(context.root, flags.run)
  const targets = findTargets(context.root, run, flags.judge)
  checkFeedbackSource(flags, targets)
  const results: AlignResult[] = []
  for (const target of targets) {
    const result = await alignTarget(target, flags, context)
    results.push(result)
    if (!flags.json) describe(result, flags, context)
  }
  if (flags.json) {
    say(context, JSON.stringify(results.map(toJson), null, 2))
    return
  }
  if (flags.dryRun) say(context, 'Dry run: nothing was written.')
  else if (results.some(({ changed }) => changed)) {
    for (const text of fit(
      'Next: npx vitest run evals -u (review the instructions, then judge again)',
      context.width,
    ))
      say(context, text)
  }
}

/** A file of feedback names no judge, so it can only be meant for one. */
function checkFeedbackSource({ feedback }: AlignFlags, targets: readonly Target[]): void {
  if (feedback === 'auto' || feedback === 'none' || targets.length === 1) return
  throw new VitestJudgeError('invalid-usage', {
    message: `The feedback in ${feedback} could be meant for any of ${targets.map(({ name }) => name).join(', ')}; expected one judge.`,
    hint: `Say which: npx vitest-judge align --feedback ${feedback} --judge ${targets[0]?.name ?? '<name>'}.`,
  })
}

function describe(result: AlignResult, flags: AlignFlags, context: CommandContext): void {
  const { feedback, lessons, guidelines, mismatches } = result
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
  if (flags.feedback === 'auto')
    line('mismatches', `${count(mismatches, 'align row')} judged otherwise than the truth`)
  if (feedback.imported > 0 || feedback.unmatchedLines.length > 0) {
    const unmatched =
      feedback.unmatchedLines.length === 0
        ? ''
        : `; no such sample in the run: line ${feedback.unmatchedLines.join(', ')}`
    line('imported', `${feedback.imported} new from ${flags.feedback}${unmatched}`)
  }
  if (feedback.automatic > 0) {
    const plain =
      feedback.plainRationales === 0
        ? ''
        : `, ${feedback.plainRationales} with a plain rationale, for no model wrote one`
    line('written', `${count(feedback.automatic, 'line')} of feedback from the truth${plain}`)
  }
  line(
    'taught by',
    `${count(feedback.people, 'line')} of people (HUMAN); ${count(feedback.truth, 'line')} of the truth (CODE), which count where no person has spoken`,
  )
  if (result.people !== undefined) line('people', peopleText(result.people))
  line(
    'samples',
    `${lessons.added.length} new, ${lessons.changed.length} changed, ${lessons.retracted.length} retracted, ${lessons.kept.length} as before`,
  )
  if (lessons.unmatched > 0)
    line('left out', `feedback on ${count(lessons.unmatched, 'sample')} that no align row of this run has`)
  if (lessons.alike.length > 0) {
    const rows = `${count(lessons.alike.length, 'align row')} that ${lessons.alike.length === 1 ? 'says' : 'say'}`
    line('left out', `${rows} the same or nearly the same as a held-out row: ${firstOf(lessons.alike)}`)
  }
  if (lessons.overruled.length > 0) {
    line(
      'overruled',
      lessons.overruled
        .map(({ rowId, source, value }) => `${source.name} on ${rowId} (${JSON.stringify(value)})`)
        .join(', '),
    )
  }
  if (result.episodes === 0 && !result.changed) {
    sentence(
      feedback.people + feedback.truth > 0
        ? 'Nothing to learn from: all feedback was left out.'
        : 'Nothing to learn from: no mismatch and no feedback. Give some: npx vitest-judge feedback --all',
    )
    return
  }
  if (!result.changed) {
    sentence('Nothing new: the memory stays as it is.')
    return
  }
  line(
    'guidelines',
    `${guidelines.added.length} new, ${guidelines.dropped.length} dropped, ${guidelines.total} in all (by ${result.reflectionModel})`,
  )
  line('examples', `${result.episodes} in all`)
  const lines = changedLines(result)
  say(context, lines.length === 0 ? '  instructions: as before' : '  instructions:')
  for (const changed of lines) {
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
    samples: {
      added: ids(lessons.added),
      changed: ids(lessons.changed),
      retracted: ids(lessons.retracted),
      kept: lessons.kept.length,
      unmatched: lessons.unmatched,
      alike: lessons.alike,
    },
    overruled: lessons.overruled,
    guidelines,
  }
}

function firstOf(ids: readonly string[]): string {
  const most = 3
  const more = ids.length > most ? ` and ${ids.length - most} more` : ''
  return ids.slice(0, most).join(', ') + more
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

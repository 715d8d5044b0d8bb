import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import type { Forgotten } from './forget.ts'
import type { ForgottenMemory } from './memory.ts'
import { count } from '../count.ts'

/** What no command of ours can reach. */
const notReached =
  "the rows of the data set itself, git's history, reports and other copies elsewhere, and what providers of models keep"

/** Prints what was forgotten, what could not be reached, and how to check. */
export function describeForgotten(forgotten: Forgotten, context: CommandContext): void {
  const { dryRun, samples, logs, memories, files, left, check } = forgotten
  const print = (text: string) => {
    for (const line of fit(text, context.width)) say(context, line)
  }
  const line = (name: string, text: string) => {
    for (const [index, part] of fit(text, context.width - 14).entries())
      say(context, `  ${(index === 0 ? name : '').padEnd(11)} ${part}`)
  }
  if (dryRun) print('Dry run: nothing was written, and no model was asked.')
  if (samples.length > 0)
    print(`${count(samples.length, 'sample')}: ${listed(samples.map(({ rowId }) => rowId))}`)
  for (const log of logs) {
    print(log.path)
    if (log.lines > 0) line('feedback', `${count(log.lines, 'line')} removed`)
    if (log.remembered > 0)
      line(
        'remembered',
        `that ${count(log.remembered, 'row')} must not be taught by the truth again; no text, no value`,
      )
  }
  for (const memory of memories) {
    print(memory.folder)
    for (const [name, text] of memoryLines(memory, dryRun)) line(name, text)
  }
  if (logs.length + memories.length === 0) print('Nothing of it stands in a log or a memory.')
  const { rows, runs, runsRemoved, recordings, recordingFolders, removed } = files
  if (runs.length + runsRemoved.length + recordings + removed.length > 0) print('Files that are made anew')
  if (runs.length > 0)
    line(
      'runs',
      `${count(rows, 'row')} taken out of ${count(runs.length, 'file')}; these count as partial now`,
    )
  if (runsRemoved.length > 0) line('runs', `removed whole: ${runsRemoved.join(', ')}`)
  if (recordings > 0)
    line('recordings', `${count(recordings, 'answer')} dropped from ${recordingFolders.join(', ')}`)
  if (removed.length > 0) line('removed', removed.join(', '))
  if (left.length > 0) print(`Some of it still stands in: ${left.join(', ')}. Remove it there by hand.`)
  print(`Not reached: ${notReached}.`)
  if (check.length > 0) {
    print('To check, for example:')
    for (const command of check) say(context, `  ${command}`)
  }
  if (!dryRun && (runs.length > 0 || runsRemoved.length > 0)) print('Next: npx vitest run evals')
}

function memoryLines(
  { examples, guidelines, versions, snapshots }: ForgottenMemory,
  dryRun: boolean,
): [name: string, text: string][] {
  const { dropped, mixed, again, kept } = guidelines
  const lines: [name: string, text: string][] = []
  if (examples.gone > 0) lines.push(['examples', `${examples.gone} removed`])
  if (examples.changed > 0) lines.push(['examples', `${examples.changed} stay by what others said of them`])
  if (dropped > 0) lines.push(['guidelines', `${dropped} dropped that leaned on it alone`])
  if (mixed > 0) {
    const then = dryRun ? 'to be distilled again without it' : `${again} distilled again from the others`
    lines.push(['guidelines', `${mixed} dropped that leaned on other samples too; ${then}`])
  }
  if (kept.length > 0) lines.push(['pinned', `${kept.join(', ')} went too, though pinned`])
  if (versions > 0) lines.push(['versions', `${count(versions, 'version')} forgot it`])
  if (snapshots.length > 0) lines.push(['snapshot', snapshots.join(', ')])
  return lines
}

function listed(ids: readonly string[]): string {
  const unique = [...new Set(ids)]
  return unique.length <= 10
    ? unique.join(', ')
    : `${unique.slice(0, 10).join(', ')} and ${unique.length - 10} more`
}

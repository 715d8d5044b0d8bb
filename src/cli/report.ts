import type { Command } from 'commander'
import { estimateRun, measuredRows } from '../agreement/index.ts'
import { decideRun } from '../audit/index.ts'
import type { Run } from '../contract/index.ts'
import { renderEstimate, renderMarkdown, renderRun } from '../report/index.ts'
import { findBaselines, loneShardText, readRuns, withWornSets } from '../run/index.ts'
import { nextCommands } from '../../reporters/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'
import { type ReportFlags, refuseTogether } from './report/flags.ts'
import { showHistory } from './report/history.ts'
import { htmlTarget } from './report/html-file.ts'
import { writeReport } from './report/html.ts'
import { requireFields, slicesOf } from './report/slices.ts'

/** Adds the command `report`. */
export function registerReport(root: Command, context: CommandContext): void {
  root
    .command('report')
    .summary('show a run again: text, HTML page, Markdown, history')
    .description('show a run again, or several, such as all shards of one, as one')
    .argument('[runs...]', 'run files or run ids (default: the latest run)')
    .option('--html <file>', 'write it as one HTML page, to open from disk, send on or keep')
    .option('--markdown', 'print it as Markdown, for a pull request')
    .option('--explain', 'say in plain words what each number means')
    .option(
      '--slice <field>',
      'also by the values of a field of the rows, such as inputs.language; may be given again',
      append,
    )
    .option('--estimate', 'what such a run takes, in tokens and dollars, if everybody is asked again')
    .option('--history', 'all runs of the project over time, judge by judge, with what has changed between')
    .option('--json', 'print the run file; with --slice also the slices; the estimate or the history as JSON')
    .addHelpText(
      'after',
      examples(
        context,
        ['the latest run, with what each number means', 'npx vitest-judge report --explain'],
        ['a page to look at and to send on', 'npx vitest-judge report --html report.html'],
        ['how the judges have done over time', 'npx vitest-judge report --history'],
      ),
    )
    .action((sources: string[], flags: ReportFlags) => report(sources, flags, context))
}

/**
 * `report`: shows a run again, or several as the one run that they make; ends with 3 for one shard of several. With
 * `--history` it shows all runs of the project instead.
 *
 * @throws VitestJudgeError `invalid-usage` for flags that do not go together, for a slice's field that no row has, and
 * for a page that cannot be written where it is wanted
 */
async function report(
  sources: readonly string[],
  flags: ReportFlags,
  context: CommandContext,
): Promise<void> {
  refuseTogether(flags, sources)
  const { json = false, estimate = false, history = false, slice: sliceBy = [] } = flags
  const target = flags.html === undefined ? undefined : await htmlTarget(context.root, flags.html)
  if (history) return showHistory(flags, target, context)
  const run = await withWornSets(context.root, await readRuns(context.root, sources))
  if (estimate) {
    const found = estimateRun(run)
    return say(context, json ? JSON.stringify(found, null, 2) : renderEstimate(found, context))
  }
  const shard = loneShardText(run)
  if (shard !== undefined) context.exit(3)
  requireFields(run, sliceBy)
  if (json) {
    const printed = sliceBy.length > 0 ? { ...run, slices: slicesOf(run, sliceBy) } : run
    return say(context, JSON.stringify(printed, null, 2))
  }
  const shown = await decidedRun(run, sliceBy, context)
  if (target !== undefined) return writeReport(run, { ...shown, warning: shard }, target, context)
  const { width, color } = context
  const options = { ...shown, explain: flags.explain ?? false }
  say(
    context,
    flags.markdown === true ? renderMarkdown(run, options) : renderRun(run, { ...options, width, color }),
  )
  if (shard !== undefined) {
    for (const line of ['', ...fit(`No whole run, but ${shard}.`, width)]) say(context, line)
  }
}

/** What is shown with a run, however it is shown: its gates as they decide now, and the commands to go on with. */
async function decidedRun(run: Run, sliceBy: readonly string[], { root }: CommandContext) {
  const findBaseline = await findBaselines(root, run, measuredRows)
  const { lines, note } = decideRun(run, { findBaseline })
  return { gates: lines, gateNote: note, nextCommand: nextCommands(run), sliceBy }
}

function append(field: string, before: string[] = []): string[] {
  return [...new Set([...before, field])]
}

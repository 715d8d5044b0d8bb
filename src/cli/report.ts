import type { Command } from 'commander'
import { estimateRun, fieldPaths, fieldText, measuredRows, summariseSlices } from '../agreement/index.ts'
import { decideRun } from '../audit/index.ts'
import { type Run, VitestJudgeError } from '../contract/index.ts'
import { renderEstimate, renderMarkdown, renderRun } from '../report/index.ts'
import { findBaselines, loneShardText, readRuns, withWornSets } from '../run/index.ts'
import { nextCommands } from '../../reporters/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'

/** The flags of `report`. */
interface ReportFlags {
  json?: boolean
  markdown?: boolean
  explain?: boolean
  slice?: string[]
  estimate?: boolean
}

/** Adds the command `report`. */
export function registerReport(root: Command, context: CommandContext): void {
  root
    .command('report')
    .description('show a run again, or several, such as all shards of one, as one')
    .argument('[runs...]', 'run files or run ids (default: the latest run)')
    .option('--markdown', 'print it as Markdown, for a pull request')
    .option('--explain', 'say in plain words what each number means')
    .option(
      '--slice <field>',
      'also by the values of a field of the rows, such as inputs.language; may be given again',
      append,
    )
    .option('--estimate', 'what such a run takes, in tokens and dollars, if everybody is asked again')
    .option('--json', 'print the run file; with --slice also the slices; with --estimate the estimate')
    .action((sources: string[], flags: ReportFlags) => report(sources, flags, context))
}

/**
 * `report`: shows a run again, or several as the one run that they make; ends with 3 for one shard of several.
 * @throws VitestJudgeError `invalid-usage` where both JSON and Markdown are asked for, for a slice's field that no row
 * has, and for an estimate that is to be anything but text or JSON
 */
async function report(
  sources: readonly string[],
  flags: ReportFlags,
  context: CommandContext,
): Promise<void> {
  const { json = false, markdown = false, explain = false, slice: sliceBy = [], estimate = false } = flags
  if (estimate && (markdown || explain || sliceBy.length > 0)) {
    throw new VitestJudgeError('invalid-usage', {
      message:
        'report was given --estimate with --markdown, --explain or --slice; expected --json beside it, or nothing.',
      hint: 'npx vitest-judge report --estimate',
    })
  }
  if (json && markdown) {
    throw new VitestJudgeError('invalid-usage', {
      message: 'report was given --json and --markdown; expected one of them.',
      hint: 'Leave one out.',
    })
  }
  const run = await withWornSets(context.root, await readRuns(context.root, sources))
  if (estimate) {
    const found = estimateRun(run)
    say(context, json ? JSON.stringify(found, null, 2) : renderEstimate(found, context))
    return
  }
  const shard = loneShardText(run)
  if (shard !== undefined) context.exit(3)
  requireFields(run, sliceBy)
  if (json) {
    say(
      context,
      JSON.stringify(sliceBy.length > 0 ? { ...run, slices: slicesOf(run, sliceBy) } : run, null, 2),
    )
    return
  }
  const findBaseline = await findBaselines(context.root, run, measuredRows)
  const { lines, note } = decideRun(run, { findBaseline })
  const shown = { gates: lines, gateNote: note, nextCommand: nextCommands(run), explain, sliceBy }
  const { width, color } = context
  say(context, markdown ? renderMarkdown(run, shown) : renderRun(run, { ...shown, width, color }))
  if (shard !== undefined) {
    for (const line of ['', ...fit(`No whole run, but ${shard}.`, width)]) say(context, line)
  }
}

const mostNamed = 20

function append(field: string, before: string[] = []): string[] {
  return [...new Set([...before, field])]
}

function requireFields({ id, suites }: Run, fields: readonly string[]): void {
  const rows = suites.flatMap((suite) => suite.rows)
  const unknown = fields.find((field) => rows.every((row) => fieldText(row, field) === undefined))
  if (unknown === undefined) return
  const known = [...new Set(rows.flatMap(fieldPaths))].sort()
  const more = known.length > mostNamed ? ` and ${known.length - mostNamed} more` : ''
  throw new VitestJudgeError('invalid-usage', {
    message: `No row of the run ${id} has a plain value in the field ${unknown} that --slice names; they have ${known.slice(0, mostNamed).join(', ') || 'none'}${more}.`,
    hint: 'Write --slice with one of these.',
  })
}

/** What `--json` adds: for each suite, judge and field the agreement on each slice. */
function slicesOf({ suites }: Run, fields: readonly string[]) {
  return suites.flatMap((suite) =>
    suite.judges.flatMap((judge) =>
      summariseSlices(suite, judge, fields).map((found) => ({
        suite: suite.name,
        judge: judge.id,
        ...found,
      })),
    ),
  )
}

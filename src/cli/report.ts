import type { Command } from 'commander'
import { evaluateRunGates, fieldPaths, fieldText, measuredRows, summariseSlices } from '../agreement/index.ts'
import { type Run, VitestJudgeError } from '../contract/index.ts'
import { renderMarkdown, renderRun } from '../report/index.ts'
import { findBaselines, loneShardText, readRuns } from '../run/index.ts'
import { nextCommands } from '../../reporters/index.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'

/** The flags of `report`. */
interface ReportFlags {
  json?: boolean
  markdown?: boolean
  explain?: boolean
  slice?: string[]
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
    .option('--json', 'print the run file; with --slice also the slices')
    .action((sources: string[], flags: ReportFlags) => report(sources, flags, context))
}

/**
 * `report`: shows a run again, or several as the one run that they make; ends with 3 for one shard of several.
 * @throws VitestJudgeError `invalid-usage` where both JSON and Markdown are asked for, and for a slice's field that no
 * row has
 */
async function report(
  sources: readonly string[],
  { json = false, markdown = false, explain = false, slice: sliceBy = [] }: ReportFlags,
  context: CommandContext,
): Promise<void> {
  if (json && markdown) {
    throw new VitestJudgeError('invalid-usage', {
      message: 'report was given --json and --markdown; expected one of them.',
      hint: 'Leave one out.',
    })
  }
  const run = await readRuns(context.root, sources)
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
  const { lines, note } = evaluateRunGates(run, { findBaseline })
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

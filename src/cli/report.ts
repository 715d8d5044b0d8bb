import type { Command } from 'commander'
import { evaluateRunGates, measuredRows } from '../agreement/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { renderMarkdown, renderRun } from '../report/index.ts'
import { findBaselines, readRuns } from '../run/index.ts'
import { nextCommands } from '../../reporters/index.ts'
import { say, type CommandContext } from './context.ts'

/** The flags of `report`. */
interface ReportFlags {
  json?: boolean
  markdown?: boolean
  explain?: boolean
}

/** Adds the command `report`. */
export function registerReport(root: Command, context: CommandContext): void {
  root
    .command('report')
    .description('show a run again, or several, such as all shards of one, as one')
    .argument('[runs...]', 'run files or run ids (default: the latest run)')
    .option('--markdown', 'print it as Markdown, for a pull request')
    .option('--explain', 'say in plain words what each number means')
    .option('--json', 'print the run file')
    .action((sources: string[], flags: ReportFlags) => report(sources, flags, context))
}

/**
 * `report`: shows a run again, or several as the one run that they make.
 * @throws VitestJudgeError `invalid-usage` where both JSON and Markdown are asked for
 */
async function report(
  sources: readonly string[],
  { json = false, markdown = false, explain = false }: ReportFlags,
  context: CommandContext,
): Promise<void> {
  if (json && markdown) {
    throw new VitestJudgeError('invalid-usage', {
      message: 'report was given --json and --markdown; expected one of them.',
      hint: 'Leave one out.',
    })
  }
  const run = await readRuns(context.root, sources)
  if (json) {
    say(context, JSON.stringify(run, null, 2))
    return
  }
  const findBaseline = await findBaselines(context.root, run, measuredRows)
  const { lines, note } = evaluateRunGates(run, { findBaseline })
  const shown = { gates: lines, gateNote: note, nextCommand: nextCommands(run), explain }
  const { width, color } = context
  say(context, markdown ? renderMarkdown(run, shown) : renderRun(run, { ...shown, width, color }))
}

import type { Command } from 'commander'
import { measuredRows, type RunGates } from '../agreement/index.ts'
import { decideRun } from '../audit/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { renderGateReport } from '../report/index.ts'
import { findBaselines, readRuns, refuseLoneShard, withWornSets } from '../run/index.ts'
import { reportToGithub } from '../../reporters/index.ts'
import { say, type CommandContext } from './context.ts'
import { addGateFlags, usesRunThresholds, withGateFlags, type GateFlags } from './gate-flags.ts'
import { examples } from './help.ts'

/** Adds the command `gate`. */
export function registerGate(root: Command, context: CommandContext): void {
  addGateFlags(
    root
      .command('gate')
      .summary('apply thresholds to a run, without a model call')
      .description(
        'apply thresholds to a run, without a model call: the same words and exit code as the reporter',
      )
      .argument('[runs...]', 'run files or run ids, several to merge (default: the latest run)')
      .addHelpText(
        'after',
        examples(
          context,
          ['the thresholds that the run carries', 'npx vitest-judge gate'],
          ['one of your own, on one judge', 'npx vitest-judge gate --judge polite@aligned --accuracy 0.8'],
          ['two shards, as one run', 'npx vitest-judge gate shards/1.json shards/2.json'],
        ),
      ),
  ).action((sources: string[], flags: GateFlags) => gate(sources, flags, context))
}

/**
 * `gate`: decides about a run's judges without asking any of them. Where GitHub Actions runs it, the step's summary
 * and annotations are those of the reporter; `--json` prints JSON alone.
 *
 * @throws VitestJudgeError `invalid-usage` when there is no gate to apply, `unknown-judge` for one on nothing,
 * `cannot-merge` for one shard of several
 */
async function gate(sources: readonly string[], flags: GateFlags, context: CommandContext): Promise<void> {
  const read = await withWornSets(context.root, await readRuns(context.root, sources))
  refuseLoneShard(read, 'Name them all: npx vitest-judge gate <run> <run> ...')
  const run = withGateFlags(read, flags)
  if (Object.keys(run.gate.thresholds).length === 0) {
    throw new VitestJudgeError('invalid-usage', {
      message: `The run ${run.id} carries no gate, and none was given; expected a threshold of either.`,
      hint: 'Give thresholds: npx vitest-judge gate --accuracy 0.8, or configure judges({ gate }) and run again.',
    })
  }
  const findBaseline = await findBaselines(context.root, run, measuredRows)
  const decided = decideRun(run, { findBaseline })
  if (decided.exitCode !== 0) context.exit(decided.exitCode)
  if (flags.json) say(context, JSON.stringify(toJson(run.id, decided), null, 2))
  else {
    const { width, color } = context
    const bare = Object.entries(run.gate.thresholds).filter(([, own]) => Object.keys(own).length === 0)
    const source =
      flags.judge !== undefined && bare.length > 0
        ? `${bare.map(([key]) => key).join(', ')}: no threshold set: only unscored verdicts and the constant answer are looked at`
        : usesRunThresholds(flags) && bare.length < Object.keys(run.gate.thresholds).length
          ? 'thresholds: those of the run, set in vitest.config.ts'
          : undefined
    say(context, renderGateReport(run, decided, { width, color, source, explain: flags.explain === true }))
    const { root, environment } = context
    await reportToGithub(run, decided, { environment, root, log: (line) => say(context, line) })
  }
}

function toJson(run: string, { lines, note, exitCode }: RunGates) {
  return { run, exitCode, note, gates: lines }
}

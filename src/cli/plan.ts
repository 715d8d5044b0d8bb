import type { Command } from 'commander'
import { VitestJudgeError } from '../contract/index.ts'
import { readRuns, withWornSets } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { describePlan } from './plan/describe.ts'
import { examples } from './help.ts'
import { addThresholdFlags, share, type ThresholdFlags, withGateFlags } from './gate-flags.ts'
import { plansOf } from './plan/judge-plan.ts'
import type { BelievedFigures } from './plan/expectation.ts'

/** The flags of `plan`. */
interface PlanFlags extends ThresholdFlags, BelievedFigures {
  json?: boolean
}

/** Adds the command `plan`. */
export function registerPlan(root: Command, context: CommandContext): void {
  const command = root
    .command('plan')
    .summary('how many labels a gate takes')
    .description('how many labels, picked how, the configured gate takes, by simulation through the gate')
    .argument('[runs...]', 'run files or run ids (default: the latest run)')
  addThresholdFlags(command, {
    judge: 'a judge id, or "suite > judge id"; again for more (default: as configured)',
    accuracy: 'plan for this threshold of accuracy (default: as configured)',
  })
    .option('--kappa <number>', "the same of Cohen's kappa, 0 to 1", share)
    .optionsGroup('What is believed:')
    .option(
      '--expect-accuracy <share>',
      'what the judge is believed to reach (default: as labels so far say)',
      share,
    )
    .option('--expect-pass-recall <share>', 'the same of pass-recall', share)
    .option('--expect-fail-recall <share>', 'the same of fail-recall', share)
    .option('--pass-rate <share>', 'how often the truth passes (default: as labels so far say)', share)
    .optionsGroup('Output:')
    .option('--json', 'print the plans as JSON')
    .addHelpText(
      'after',
      examples(
        context,
        ['for the gates that the run carries', 'npx vitest-judge plan'],
        [
          'for a threshold, of a judge that is believed to be right nine times in ten',
          'npx vitest-judge plan --accuracy 0.8 --expect-accuracy 0.9',
        ],
      ),
    )
    .action((sources: string[], flags: PlanFlags) => plan(sources, flags, context))
}

/**
 * `plan`: says how many labels it takes for the gate to pass a judge that is as good as expected, four times in five,
 * and what the labels so far can decide already. Asks no model; the same figures come out every time.
 *
 * @throws VitestJudgeError `invalid-usage` where no gate sets a threshold, `unknown-judge` for a judge that the run does
 * not have
 */
async function plan(sources: readonly string[], flags: PlanFlags, context: CommandContext): Promise<void> {
  const { judge, accuracy, passRecall, failRecall, balancedAccuracy, kappa } = flags
  const given = Object.fromEntries(
    Object.entries({ judge, accuracy, passRecall, failRecall, balancedAccuracy, kappa }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  const run = withGateFlags(await withWornSets(context.root, await readRuns(context.root, sources)), given)
  const plans = plansOf(run, flags)
  if (plans.length === 0) {
    throw new VitestJudgeError('invalid-usage', {
      message: `No gate of the run ${run.id} sets a threshold on accuracy, a recall, balanced accuracy or kappa of a judge in it, and none was given; expected one to plan for.`,
      hint: 'Say which: npx vitest-judge plan --accuracy 0.8, or configure judges({ gate }) and run again.',
    })
  }
  if (flags.json) say(context, JSON.stringify({ run: run.id, plans }, null, 2))
  else for (const each of plans) describePlan(each, context)
}

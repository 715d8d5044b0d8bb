import { type Command, Option } from 'commander'
import type { CommandContext } from './context.ts'
import { defaultLabels } from './feedback/measure.ts'
import { type FeedbackFlags, onlyChoices } from './feedback/rows.ts'
import { feedback } from './feedback/feedback.ts'
import { examples } from './help.ts'
import { positive } from './flag-values.ts'

/** Adds the command `feedback`. */
export function registerFeedback(root: Command, context: CommandContext): void {
  root
    .command('feedback')
    .summary('give feedback in the terminal, one key a row')
    .description(
      'give feedback in the terminal, one key a row: align rows that a judge got wrong, then those it is unsure of, then some of the others; or label held-out rows to measure it',
    )
    .option('--judge <name>', 'one judge: name or name@aligned (default: all aligned judges, else all)')
    .option('--run <run>', 'a run file or run id (default: the latest run)')
    .option('--annotator <name>', "who gives it (default: git's user name)")
    .addOption(new Option('--only <rows>', 'ask about these align rows alone').choices(onlyChoices))
    .option('--limit <rows>', 'ask about at most so many rows (default: no limit)', positive)
    .option('--blind', 'show neither verdict nor rationale nor truth, in an order that tells nothing of them')
    .option(
      '--measure [labels]',
      `ask, blind, about so many held-out rows drawn at random, by verdict; labels carry their weight (default: ${defaultLabels})`,
      positive,
    )
    .option('--plain', 'for screen readers: whole sentences, no colour, nothing drawn')
    .addHelpText(
      'after',
      examples(
        context,
        ['mismatches first, then what judges are unsure of, then some others', 'npx vitest-judge feedback'],
        [
          'twenty rows of one judge, without seeing what it said',
          'npx vitest-judge feedback --judge polite --blind --limit 20',
        ],
        [
          'label held-out rows at random, to measure the judge',
          'npx vitest-judge feedback --measure 50 --judge polite',
        ],
      ),
    )
    .action((flags: FeedbackFlags) => feedback(flags, context))
}

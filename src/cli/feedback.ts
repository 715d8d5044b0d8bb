import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext } from './context.ts'
import { defaultLabels } from './feedback/measure.ts'
import { type FeedbackFlags, onlyChoices } from './feedback/rows.ts'
import { feedback } from './feedback/feedback.ts'

/** Adds the command `feedback`. */
export function registerFeedback(root: Command, context: CommandContext): void {
  root
    .command('feedback')
    .description(
      'give feedback in the terminal, one key a row: align rows that a judge got wrong, then those it is unsure of, then some of the others; or label held-out rows to measure it',
    )
    .option('--judge <name>', 'one judge: name or name@aligned (default: all aligned judges)')
    .option('--run <run>', 'a run file or run id (default: the latest run)')
    .option('--annotator <name>', "who gives it (default: git's user.name)")
    .addOption(new Option('--only <rows>', 'ask about these align rows alone').choices(onlyChoices))
    .option('--limit <rows>', 'ask about at most so many rows', wholeNumber)
    .option('--blind', 'show neither verdict nor rationale nor truth, in an order that tells nothing of them')
    .option(
      '--measure [labels]',
      `ask, blind, about so many held-out rows drawn at random, by verdict; labels carry their weight (default: ${defaultLabels})`,
      wholeNumber,
    )
    .option('--plain', 'for screen readers: whole sentences, no colour, nothing drawn')
    .action((flags: FeedbackFlags) => feedback(flags, context))
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a whole number above 0, received ${JSON.stringify(text)}.`)
}

import { type Command, InvalidArgumentError, Option } from 'commander'
import { align } from './align/align.ts'
import type { AlignFlags } from './align/target.ts'
import type { CommandContext } from './context.ts'
import { examples } from './help.ts'
import { positive } from './flag-values.ts'

/** Adds the command `align`. */
export function registerAlign(root: Command, context: CommandContext): void {
  root
    .command('align')
    .summary('teach judges: feedback and mismatches become memory')
    .description('teach judges: feedback and mismatches of a run become memory')
    .optionsGroup('What teaches:')
    .option('--judge <name>', 'one judge: name or name@aligned (default: all aligned judges)')
    .option('--run <run>', 'a run file or run id (default: the latest run)')
    .option(
      '--feedback <source>',
      'auto (the truth teaches), none (only what the log holds), or a JSONL file',
      'auto',
    )
    .addOption(
      new Option(
        '--teach <rows>',
        'which align rows the truth teaches from (default: mismatches; all where a first memory is to be compared)',
      ).choices(['mismatches', 'all']),
    )
    .option('--allow-partial', 'leave out samples whose distillation failed, instead of failing')
    .option('--no-redistil', 'keep guidelines that were distilled for earlier instructions of the judge')
    .optionsGroup('Models:')
    .option(
      '--model <name>',
      "the model that distils and writes rationales (default: VITEST_JUDGE_REFLECTION_MODEL, else the judge's)",
    )
    .option(
      '--embedding-model <name>',
      'the model that embeds samples (default: that of the memory, else VITEST_JUDGE_EMBEDDING_MODEL)',
    )
    .optionsGroup('What a verdict is shown:')
    .option(
      '--k <number>',
      'how many examples a verdict is shown (default: as before, at first 5)',
      wholeNumber,
    )
    .option(
      '--floor <similarity>',
      'the least cosine similarity of an example, from -1 to 1 (default: as before, at first none)',
      within(-1, 1),
    )
    .option('--balance', 'show examples of every value, as far as there are some')
    .option(
      '--no-balance',
      'show the nearest examples, whatever their values (default: as before, at first so)',
    )
    .option(
      '--diversity <share>',
      'how much examples should differ among themselves, 0 to 1 (default: as before, at first 0)',
      within(0, 1),
    )
    .option(
      '--guideline-tokens <number>',
      'at most so many tokens of guidelines per verdict (default: 1500)',
      positive,
    )
    .optionsGroup('What becomes of it:')
    .addOption(
      new Option(
        '--promote <rule>',
        'install the memory always, or as a comparison with the present one says',
      )
        .choices(['always', 'if-not-worse', 'if-better'])
        .default('always'),
    )
    .option('--dry-run', 'ask the models, write nothing')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      examples(
        context,
        ['every aligned judge learns from the latest run', 'npx vitest-judge align'],
        ['what one judge would learn; nothing is written', 'npx vitest-judge align --judge polite --dry-run'],
        [
          'install the memory only where it judges better than the one before',
          'npx vitest-judge align --promote if-better',
        ],
      ),
    )
    .action((flags: AlignFlags) => align(flags, context))
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a whole number, received ${JSON.stringify(text)}.`)
}

function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^[+-]?\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(
      `Expected a number from ${least} to ${most}, received ${JSON.stringify(text)}.`,
    )
  }
}

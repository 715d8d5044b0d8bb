import { InvalidArgumentError, type Command } from 'commander'
import { VitestJudgeError } from '../contract/index.ts'
import type { ForgetCriteria } from '../align/index.ts'
import type { CommandContext } from './context.ts'
import { say } from './context.ts'
import { examples } from './help.ts'
import { describeForgotten } from './unalign/describe.ts'
import { forget } from './unalign/forget.ts'
import { append } from './flag-values.ts'

/** The flags of `unalign`. */
interface UnalignFlags {
  sample?: string[]
  annotator?: string[]
  feedback?: string[]
  /** In milliseconds since 1970. */
  before?: number
  after?: number
  judge?: string
  memory?: string
  model?: string
  /** False with `--no-distil`. */
  distil: boolean
  dryRun?: boolean
  json?: boolean
}

/** Adds the command `unalign`. */
export function registerUnalign(root: Command, context: CommandContext): void {
  root
    .command('unalign')
    .summary('forget samples, people, dates or pieces of feedback')
    .description('forget samples, people, dates or pieces of feedback, wherever they are kept')
    .optionsGroup('What is forgotten:')
    .option('--sample <id>', 'a sample id or row id and all that was said of it (may be repeated)', append)
    .option('--annotator <name>', 'all feedback of a person (may be repeated)', append)
    .option('--feedback <id>', 'one line of a feedback log (may be repeated)', append)
    .option('--before <date>', 'feedback given before this moment, such as 2026-11-24', moment)
    .option('--after <date>', 'feedback given at this moment or later', moment)
    .optionsGroup('Where:')
    .option('--judge <name>', 'of one judge only: name or name@aligned (default: of all judges)')
    .option('--memory <folder>', 'of one memory only: the folder that holds memory.json (default: of all)')
    .optionsGroup('How:')
    .option(
      '--model <name>',
      "the model that distils guidelines again (default: VITEST_JUDGE_REFLECTION_MODEL, else the judge's)",
    )
    .option('--no-distil', 'drop every guideline that leans on it, ask no model')
    .option('--dry-run', 'say what would go, write nothing, ask no model')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      examples(
        context,
        ['what would go with one row', 'npx vitest-judge unalign --sample ticket-17 --dry-run'],
        ['all that a person said of one judge', 'npx vitest-judge unalign --annotator ana --judge polite'],
      ),
    )
    .action((flags: UnalignFlags) => unalign(flags, context))
}

/** `unalign`: removes feedback and samples from logs, memories, versions, snapshots, runs and recordings. */
async function unalign(flags: UnalignFlags, context: CommandContext): Promise<void> {
  const { sample = [], annotator = [], feedback = [], before, after, judge, memory, model } = flags
  const criteria: ForgetCriteria = { samples: sample, annotators: annotator, feedback, before, after }
  if (
    sample.length + annotator.length + feedback.length === 0 &&
    before === undefined &&
    after === undefined
  ) {
    throw new VitestJudgeError('invalid-usage', {
      message:
        'unalign was told nothing to forget; expected a sample, a person, a date or a piece of feedback.',
      hint: 'For example: npx vitest-judge unalign --sample <row id> --dry-run.',
    })
  }
  const forgotten = await forget(criteria, context, {
    judge,
    memory,
    model,
    distil: flags.distil,
    dryRun: flags.dryRun ?? false,
  })
  if (forgotten.left.length > 0 && !forgotten.isLimited) context.exit(3)
  if (flags.json) say(context, JSON.stringify(forgotten, null, 2))
  else describeForgotten(forgotten, context)
}

/** A date, which is its beginning in UTC, or a moment in ISO 8601, in milliseconds since 1970. */
function moment(text: string): number {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new InvalidArgumentError(
    `Expected a date such as 2026-11-24, or a moment such as 2026-11-24T09:30:00Z, received ${JSON.stringify(text)}.`,
  )
}

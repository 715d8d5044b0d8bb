import { type Command, Option } from 'commander'
import { fewestAnchors, holm, summariseComparison } from '../agreement/index.ts'
import { type Run, type Split, VitestJudgeError } from '../contract/index.ts'
import { type Compared, renderCompared } from '../report/index.ts'
import { hasRun, readRun, refuseLoneShard, withWornSets } from '../run/index.ts'
import {
  changesBetween,
  isSameJudge,
  judgePairs,
  runPairs,
  shiftBetween,
  sideJudgements,
  sideOptions,
  type SidePair,
} from './compare/sides.ts'
import { say, type CommandContext } from './context.ts'
import { examples } from './help.ts'
import { bootstrap, seededDraw } from './seeded-draw.ts'

/** The flags of `compare`. */
interface CompareFlags {
  run?: string
  judge?: string
  rows: 'held-out' | 'align'
  band: number
  failOnShift?: boolean
  json?: boolean
  explain?: boolean
}

/** Adds the command `compare`. */
export function registerCompare(root: Command, context: CommandContext): void {
  root
    .command('compare')
    .summary('two judges, or one judge in two runs, on the same rows')
    .description('two or more judges of a run, or one judge in two runs, on the same rows')
    .argument('<sides...>', 'judge ids (the first against each other one), or two runs')
    .option('--run <run>', 'the run that has the judges (default: the latest run)')
    .option('--judge <id>', 'of two runs, only this judge (default: all that both have)')
    .addOption(
      new Option('--rows <split>', 'held-out rows measure; align rows may have taught a judge')
        .choices(['held-out', 'align'])
        .default('held-out'),
    )
    .option(
      '--band <share>',
      'the largest difference of accuracies that counts as none; 0.05 is 5 points',
      bandOf,
      0.05,
    )
    .option(
      '--fail-on-shift',
      "of two runs, end with 1 where a judge's pass rate has moved, for a nightly job",
    )
    .option('--json', 'print the comparisons as JSON')
    .option('--explain', 'say in plain words what each number means')
    .addHelpText(
      'after',
      examples(
        context,
        ['what alignment has changed', 'npx vitest-judge compare polite polite@aligned'],
        [
          'two run files, for a nightly job',
          'npx vitest-judge compare before.json after.json --fail-on-shift',
        ],
      ),
    )
    .action((sides: string[], flags: CompareFlags) => compare(sides, flags, context))
}

/**
 * `compare`: who is right more often on the same answers, how sure that is, which rows differ, and of two runs whose a
 * shift of the pass rate is. Ends with 3 where nothing could be compared; with `--fail-on-shift` also where the judge's
 * part of a shift cannot be told, or by recorded verdicts alone, and with 1 where it is shown.
 *
 * @throws VitestJudgeError `invalid-usage` for one side or the same one twice, `unknown-judge` for a side that is in no
 * run, `cannot-merge` for one shard of several
 */
async function compare(
  sides: readonly string[],
  flags: CompareFlags,
  context: CommandContext,
): Promise<void> {
  const compared = withHolm(
    (await pairsOf(sides, flags, context)).map((pair) =>
      comparePair(pair, flags.rows === 'align' ? 'align' : 'heldout', flags.band),
    ),
  )
  const isEmpty = ({ summary, shift }: Compared) =>
    summary.comparison.kind === 'undefined' && shift?.cause === undefined
  if (compared.every(isEmpty)) context.exit(3)
  if (flags.failOnShift === true) failOnShift(compared, context)
  if (flags.json) {
    say(
      context,
      JSON.stringify(
        compared.map((one) => ({ ...one, bootstrap })),
        null,
        2,
      ),
    )
    return
  }
  const { width, color } = context
  say(context, renderCompared(compared, { width, color, drawn: bootstrap, explain: flags.explain === true }))
}

/** Recorded verdicts are no news of a model: a judge is steady only by as many others as tell a shift. */
function failOnShift(compared: readonly Compared[], context: CommandContext): void {
  for (const { shift } of compared) {
    if (shift?.cause === 'judge' || shift?.cause === 'both') context.exit(1)
    else if (shift?.cause === undefined || shift.anchors - shift.replayed < fewestAnchors) context.exit(3)
  }
}

async function pairsOf(
  sides: readonly string[],
  flags: CompareFlags,
  context: CommandContext,
): Promise<SidePair[]> {
  const [first = '', second] = sides
  if (second === undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `compare was given one side, ${first}; expected two judges of a run, or two runs.`,
      hint: `Write npx vitest-judge compare ${first} <other>.`,
    })
  }
  const twice = sides.find((side, place) => sides.indexOf(side) !== place)
  if (twice !== undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `compare was given ${twice} twice; expected different judges, or two runs.`,
      hint: `Write npx vitest-judge compare ${twice} <other>.`,
    })
  }
  const { root } = context
  const areRuns = (await Promise.all(sides.map((side) => hasRun(root, side)))).every(Boolean)
  if (!areRuns) {
    if (flags.judge !== undefined) {
      throw new VitestJudgeError('invalid-usage', {
        message: `compare was given the judges ${sides.join(' and ')}, and --judge ${flags.judge}, which picks a judge of two runs; expected one of them.`,
        hint: `Write npx vitest-judge compare ${sides.join(' ')}, or compare <run> <run> --judge ${flags.judge}.`,
      })
    }
    if (flags.failOnShift === true) {
      throw new VitestJudgeError('invalid-usage', {
        message: `compare was given the judges ${sides.join(' and ')}, and --fail-on-shift, which is about a judge in two runs; expected two runs.`,
        hint: 'Write npx vitest-judge compare <run> <run> --fail-on-shift.',
      })
    }
    return judgePairs(await readWholeRun(root, flags.run), sides)
  }
  if (sides.length > 2 || flags.run !== undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `compare was given ${sides.length} runs${flags.run === undefined ? '' : ' and --run'}; expected two runs.`,
      hint: 'Write npx vitest-judge compare <run> <run>.',
    })
  }
  const [left, right] = [await readWholeRun(root, first), await readWholeRun(root, second)]
  if (left.id === right.id) {
    throw new VitestJudgeError('invalid-usage', {
      message: `${first} and ${second} are one run, ${left.id}; expected two.`,
      hint: `Name another, or two judges of it: npx vitest-judge compare <judge> <judge> --run ${first}.`,
    })
  }
  return runPairs(left, right, flags.judge)
}

async function readWholeRun(root: string, source: string | undefined): Promise<Run> {
  const run = await withWornSets(root, await readRun(root, source))
  refuseLoneShard(run, 'Make one file of them: npx vitest-judge report --json <run> <run> ... > whole.json')
  return run
}

function comparePair(pair: SidePair, rows: Split, band: number): Compared {
  const { first, second } = pair
  const isOneRun = first.run.id === second.run.id
  const name = ({ run, judge }: SidePair['first']) => (isOneRun ? judge.id : `${judge.id} in ${run.id}`)
  const worn = [first, second].flatMap((side) =>
    rows === 'align' || side.judge.worn === undefined ? [] : [{ name: name(side), ...side.judge.worn }],
  )
  return {
    suite: first.suite.name,
    first: name(first),
    second: name(second),
    rows,
    sameJudge: isSameJudge(pair),
    summary: summariseComparison(
      sideJudgements(first, rows),
      sideJudgements(second, rows),
      { ...sideOptions(first), band },
      seededDraw(),
    ),
    ...(worn.length > 0 && { worn }),
    ...(isOneRun ? {} : { shift: shiftBetween(pair, rows), judgeChanges: changesBetween(pair) }),
  }
}

function bandOf(text: string): number {
  const band = Number(text)
  if (text.trim() !== '' && band > 0 && band < 1) return band
  throw new VitestJudgeError('invalid-usage', {
    message: `compare was given --band ${text}; expected a share between 0 and 1.`,
    hint: 'Write --band 0.05 for 5 points.',
  })
}

/** Several comparisons are several chances to be fooled. */
function withHolm(compared: readonly Compared[]): Compared[] {
  const tested = compared.filter(({ summary }) => summary.comparison.kind === 'value')
  if (tested.length < 2) return [...compared]
  const adjusted = holm(
    tested.map(({ summary }) => (summary.comparison.kind === 'value' ? summary.comparison.midP : 1)),
  )
  return compared.map((one) => {
    const place = tested.indexOf(one)
    return place < 0 ? one : { ...one, adjustedMidP: adjusted[place] ?? 1 }
  })
}

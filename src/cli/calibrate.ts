import { join } from 'node:path'
import type { Command } from 'commander'
import { type Calibration, type Run, VitestJudgeError } from '../contract/index.ts'
import { contentHash } from '../io/index.ts'
import { renderCalibrationGlossary } from '../report/index.ts'
import {
  calibrationPath,
  changesSince,
  defaultWornAfter,
  isWorn,
  readCalibration,
  readRuns,
  refuseLoneShard,
  writeCalibration,
} from '../run/index.ts'
import { calibrationAudit } from './calibrate/audit.ts'
import { type CalibrationTarget, calibrationTargets, measureTarget } from './calibrate/targets.ts'
import { type CalibrationState, describeCalibration } from './calibrate/describe.ts'
import { say, type CommandContext } from './context.ts'
import { fit } from './fit.ts'
import { examples } from './help.ts'
import { positive } from './flag-values.ts'

/** The flags of `calibrate`. */
export interface CalibrateFlags {
  judge?: string
  suite?: string
  check?: boolean
  wornAfter?: number
  explain?: boolean
  json?: boolean
}

/** What became of one judge's calibration. */
interface CalibrateResult {
  judge: string
  suite: string
  file: string
  state: CalibrationState
  /** With --check: why the file cannot be read. */
  fault?: string
  /** With --check: what has changed since. */
  changes: string[]
  worn: boolean
  /** How many versions of the judge these held-out rows have measured. */
  measurements: number
  /** The run that was measured, or with --check compared with. */
  run: Pick<Run, 'id' | 'time'>
  calibration: Calibration
}

/** Adds the command `calibrate`. */
export function registerCalibrate(root: Command, context: CommandContext): void {
  root
    .command('calibrate')
    .summary('write down what judges reached, or check that it fits')
    .description('write what judges reached on held-out rows into calibration files, or check those')
    .argument('[runs...]', 'run files or run ids, several to merge (default: the latest run)')
    .option('--judge <id>', 'one judge: name or name@aligned (default: all judges of the run)')
    .option('--suite <name>', 'one suite (default: all)')
    .option('--check', 'write nothing; exit 1 when a calibration no longer fits the run, and say why')
    .option(
      '--worn-after <number>',
      `mark figures as worn once one held-out set has measured more versions of the judge (default: as before, at first ${defaultWornAfter})`,
      positive,
    )
    .option('--explain', 'say in plain words what each number means')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      examples(
        context,
        [
          'a calibration file for each judge of the latest run, to be committed',
          'npx vitest-judge calibrate',
        ],
        ['do the files still fit? Exit 1 where one does not', 'npx vitest-judge calibrate --check'],
      ),
    )
    .action((sources: string[], flags: CalibrateFlags) => calibrate(sources, flags, context))
}

/**
 * `calibrate`: binds what was measured to all that it depends on. Where no judge was named, those that are not aligned
 * yet are left out.
 *
 * @throws VitestJudgeError `not-measured` for a partial run or a judge without figures, `unknown-judge`, `invalid-usage`
 * where a check is to set what a calibration says, `cannot-merge` for one shard of several, `damaged-file` where the
 * file so far cannot be read; a check tells that of each judge
 */
async function calibrate(
  sources: readonly string[],
  flags: CalibrateFlags,
  context: CommandContext,
): Promise<void> {
  if (flags.check === true && flags.wornAfter !== undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `calibrate was given --check, which writes nothing, and --worn-after ${flags.wornAfter}, which is written into the calibration; expected one of them.`,
      hint: `Leave one out: npx vitest-judge calibrate --check, or npx vitest-judge calibrate --worn-after ${flags.wornAfter}.`,
    })
  }
  const run = await readRuns(context.root, sources)
  refuseLoneShard(run, 'Name them all: npx vitest-judge calibrate <run> <run> ...')
  const results: CalibrateResult[] = []
  const notAligned: string[] = []
  const targets = calibrationTargets(run, flags)
  const mayLeaveOut = flags.judge === undefined && targets.some(({ summary }) => !summary.notAligned)
  // All are measured before any is written: a judge that cannot be measured leaves every file as it was.
  for (const target of targets) {
    const file = calibrationPath(target.suite, target.judge.id)
    const kept = await storedCalibration(context.root, file, flags.check === true)
    const hasNoFile = kept.stored === undefined && kept.fault === undefined
    if (mayLeaveOut && target.summary.notAligned && hasNoFile) notAligned.push(target.judge.id)
    else results.push(resultOf(run, target, { file, ...kept }, flags))
  }
  for (const { state, file, calibration } of results) {
    if (state === 'written') await writeCalibration(context.root, file, calibration)
    if (state === 'missing' || state === 'changed') context.exit(1)
    if (state === 'damaged') context.exit(3)
  }
  if (flags.json) {
    say(
      context,
      JSON.stringify(
        results.map(({ calibration: { figures, wornAfter, audit }, ...rest }) => ({
          ...rest,
          wornAfter,
          figures,
          ...(audit && { audit }),
        })),
        null,
        2,
      ),
    )
    return
  }
  for (const result of results) describeCalibration(result, context)
  for (const judge of notAligned) {
    for (const line of fit(
      `${judge} has no memory yet and was left out; npx vitest-judge align makes one.`,
      context.width,
    )) {
      say(context, line)
    }
  }
  if (results.some(({ state }) => state === 'missing' || state === 'changed')) {
    for (const line of fit(
      'Measure anew: npx vitest run evals, then npx vitest-judge calibrate.',
      context.width,
    )) {
      say(context, line)
    }
  }
  const explained = flags.explain
    ? results.find(({ state }) => state !== 'missing' && state !== 'damaged')
    : undefined
  if (explained !== undefined) say(context, renderCalibrationGlossary(explained.calibration, context))
}

/** Measures a judge and holds it against the calibration so far. */
function resultOf(
  run: Run,
  target: CalibrationTarget,
  { file, stored, fault }: { file: string; stored?: Calibration | undefined; fault?: string },
  { check: isCheck = false, wornAfter }: CalibrateFlags,
): CalibrateResult {
  const calibration = measureTarget(run, target, {
    earlier: stored,
    wornAfter,
    audit: calibrationAudit(run, target.judge) ?? stored?.audit,
  })
  const changes = stored === undefined ? [] : changesSince(stored, calibration)
  const shown = isCheck && stored !== undefined ? stored : calibration
  const isSame = contentHash(stored ?? null) === contentHash(calibration)
  return {
    judge: target.judge.id,
    suite: target.suite.name,
    file,
    state: isCheck ? checkedState(stored, fault, changes) : isSame ? 'as before' : 'written',
    ...(fault !== undefined && { fault }),
    changes,
    worn: isWorn(shown),
    measurements: shown.measurements.length,
    run: { id: run.id, time: run.time },
    calibration: shown,
  }
}

function checkedState(
  stored: Calibration | undefined,
  fault: string | undefined,
  changes: readonly string[],
): CalibrationState {
  if (fault !== undefined) return 'damaged'
  if (stored === undefined) return 'missing'
  return changes.length === 0 ? 'fresh' : 'changed'
}

/** The calibration so far. A check goes on to the next judge where it is damaged. */
async function storedCalibration(
  root: string,
  path: string,
  isCheck: boolean,
): Promise<{ stored?: Calibration | undefined; fault?: string }> {
  try {
    return { stored: await readCalibration(join(root, path), path) }
  } catch (error) {
    if (!isCheck || !VitestJudgeError.is(error)) throw error
    return { fault: error.message }
  }
}

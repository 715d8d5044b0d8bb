import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  gateThresholdsSchema,
  nearestName,
  sliceThresholdsSchema,
  type GateThresholds,
  type Run,
  type SliceThresholds,
  VitestJudgeError,
} from '../contract/index.ts'
import { append, positive } from './flag-values.ts'

/** The flags that say which judges are to reach what. */
export interface ThresholdFlags {
  judge?: string[]
  accuracy?: number
  passRecall?: number
  failRecall?: number
  balancedAccuracy?: number
  kappa?: number
}

/** The flags of `gate`. */
export interface GateFlags extends ThresholdFlags {
  maxUnscored?: number
  minRows?: number
  minRowsPerClass?: number
  baseline?: string
  tolerance?: number
  slice?: { name: string; thresholds: SliceThresholds }[]
  inconclusive?: 'fail' | 'warn'
  allowOffline?: boolean
  requireComplete?: boolean
  holm?: boolean
  json?: boolean
  explain?: boolean
}

/** Adds the flags for judges and for thresholds that are shares; `says` is the help of the first of each. */
export function addThresholdFlags(command: Command, says: { judge: string; accuracy: string }): Command {
  return command
    .optionsGroup('Thresholds:')
    .option('--judge <key>', says.judge, append)
    .option('--accuracy <share>', says.accuracy, share)
    .option('--pass-recall <share>', 'the same of pass-recall', share)
    .option('--fail-recall <share>', 'the same of fail-recall', share)
    .option('--balanced-accuracy <share>', 'the same of balanced accuracy', share)
}

/** Adds the flags of `gate` to its command. */
export function addGateFlags(command: Command): Command {
  return addThresholdFlags(command, {
    judge: 'a judge id, or "suite > judge id"; again for more (default: as configured)',
    accuracy: 'what the lower bound of accuracy must reach, 0 to 1',
  })
    .option('--kappa <number>', "the same of Cohen's kappa, -1 to 1", kappa)
    .option(
      '--max-unscored <share>',
      'the largest share of unscored verdicts (default: as configured, else 0.05)',
      share,
    )
    .option('--min-rows <number>', 'fewer held-out rows cannot pass (default: as configured)', positive)
    .option(
      '--min-rows-per-class <number>',
      'fewer held-out rows of any truth cannot pass (default: as configured)',
      positive,
    )
    .option('--baseline <source>', 'a run file, run id or git revision: it must not have become worse')
    .option('--tolerance <share>', 'the largest drop against the baseline (default: 0.02)', share)
    .option(
      '--slice <slice>',
      "thresholds on a slice, 'tag:accuracy=0.7' or 'field=value:kappa=0.4'",
      appendSlice,
    )
    .optionsGroup('Decision:')
    .addOption(
      new Option(
        '--inconclusive <outcome>',
        'what an inconclusive gate does (default: as configured, else fail)',
      ).choices(['fail', 'warn']),
    )
    .option('--allow-offline', 'gate the offline stand-in too')
    .option('--require-complete', 'a partial run exits 3')
    .option('--holm', 'hold the chance of any wrong decision among all gates at 5 %')
    .optionsGroup('Output:')
    .option('--json', 'print the decisions as JSON')
    .option('--explain', 'say in plain words what each number means')
}

/**
 * A run with the gates that the flags ask for. Thresholds given are added to those of the judges named, else of all
 * gates that the run carries, else of every judge; settings replace the run's, and a tolerance alone that of each
 * baseline that the run carries.
 *
 * @throws VitestJudgeError `invalid-usage` for a tolerance without a baseline, `unknown-judge` for a judge that the
 * run does not have
 */
export function withGateFlags(run: Run, flags: GateFlags): Run {
  const given = thresholdsOf(flags)
  const configured = Object.keys(run.gate.thresholds)
  const all = [...new Set(run.suites.flatMap(({ judges }) => judges.map(({ id }) => id)))]
  const isGiven = Object.keys(given).length > 0
  const keys = flags.judge ?? (configured.length > 0 || !isGiven ? configured : all)
  requireJudges(run, flags.judge ?? [], all)
  const { inconclusive, allowOffline, requireComplete, holm, tolerance } = flags
  const ownTolerance = flags.baseline === undefined ? tolerance : undefined
  const thresholds = Object.fromEntries(
    keys.map((key): [string, GateThresholds] => [
      key,
      joined(withTolerance(run.gate.thresholds[key] ?? {}, ownTolerance), given),
    ]),
  )
  if (
    ownTolerance !== undefined &&
    !Object.values(thresholds).some(({ baseline }) => baseline !== undefined)
  ) {
    throw new VitestJudgeError('invalid-usage', {
      message: `--tolerance ${ownTolerance} was given without a baseline to hold against: --baseline names none, and neither do the gates of the run.`,
      hint: `Write --baseline <run or git revision> --tolerance ${ownTolerance}.`,
    })
  }
  return {
    ...run,
    gate: {
      ...run.gate,
      ...(inconclusive !== undefined && { inconclusive }),
      ...(allowOffline !== undefined && { allowOffline }),
      ...(requireComplete !== undefined && { requireComplete }),
      ...(holm !== undefined && { holm }),
      thresholds,
    },
  }
}

/** True where the flags say no threshold, so that those decide which the run carries. */
export function usesRunThresholds(flags: GateFlags): boolean {
  return flags.tolerance === undefined && Object.keys(thresholdsOf(flags)).length === 0
}

function thresholdsOf(flags: GateFlags): GateThresholds {
  const { baseline, tolerance, slice = [] } = flags
  const { accuracy, passRecall, failRecall, balancedAccuracy, kappa, maxUnscored, minRows, minRowsPerClass } =
    flags
  const given = {
    accuracy,
    passRecall,
    failRecall,
    balancedAccuracy,
    kappa,
    maxUnscored,
    minRows,
    minRowsPerClass,
    baseline: baseline === undefined || tolerance === undefined ? baseline : { from: baseline, tolerance },
    slices:
      slice.length === 0
        ? undefined
        : Object.fromEntries(slice.map(({ name, thresholds }) => [name, thresholds])),
  }
  return gateThresholdsSchema.parse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  )
}

function requireJudges({ id, suites }: Run, keys: readonly string[], all: readonly string[]): void {
  const known = suites.flatMap(({ name, judges }) => judges.map((judge) => `${name} > ${judge.id}`))
  const unknown = keys.find((key) => !all.includes(key) && !known.includes(key))
  if (unknown === undefined) return
  const near = nearestName(unknown, [...all, ...known])
  throw new VitestJudgeError('unknown-judge', {
    message: `The run ${id} has no judge ${unknown}, which --judge names; it has ${[...all, ...known].join(', ') || 'none'}.`,
    hint: near === undefined ? 'Write --judge with one of these.' : `Write --judge ${shellWord(near)}.`,
  })
}

function shellWord(text: string): string {
  return /^[\w@.-]+$/.test(text) ? text : JSON.stringify(text)
}

/** The same thresholds, where they have a baseline with another tolerance. */
function withTolerance(thresholds: GateThresholds, tolerance: number | undefined): GateThresholds {
  const { baseline } = thresholds
  if (baseline === undefined || tolerance === undefined) return thresholds
  const from = typeof baseline === 'string' ? baseline : baseline.from
  return { ...thresholds, baseline: { from, tolerance } }
}

function joined(configured: GateThresholds, given: GateThresholds): GateThresholds {
  const slices = { ...configured.slices, ...given.slices }
  return { ...configured, ...given, ...(Object.keys(slices).length > 0 && { slices }) }
}

function appendSlice(text: string, before: GateFlags['slice'] = []): GateFlags['slice'] {
  const place = text.lastIndexOf(':')
  const entries = text
    .slice(place + 1)
    .split(',')
    .map((entry) => entry.split('='))
  const parsed = sliceThresholdsSchema.safeParse(
    Object.fromEntries(entries.map(([name, number]) => [name?.trim(), Number(number)])),
  )
  if (place > 0 && parsed.success) return [...before, { name: text.slice(0, place), thresholds: parsed.data }]
  throw new InvalidArgumentError(
    `Expected 'slice:accuracy=0.7', with thresholds such as accuracy, failRecall or minRows; received ${JSON.stringify(text)}.`,
  )
}

/** A share in a flag, in [0, 1]. */
export function share(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= 0 && number <= 1) return number
  const percent = /^(\d+(?:\.\d+)?) ?%?$/.exec(text)?.[1]
  const meant = percent === undefined ? '' : ` Write ${Number(percent) / 100} for ${percent} %.`
  throw new InvalidArgumentError(`Expected a share from 0 to 1, received ${JSON.stringify(text)}.${meant}`)
}

function kappa(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && number >= -1 && number <= 1) return number
  throw new InvalidArgumentError(`Expected a number from -1 to 1, received ${JSON.stringify(text)}.`)
}

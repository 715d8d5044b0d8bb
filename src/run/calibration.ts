import {
  type Calibration,
  type CalibrationAudit,
  type CalibrationRow,
  defaultMaxUnscored,
  type JudgeDefinition,
  type MeasuredShare,
  type Run,
  type RunJudge,
  type RunSuite,
} from '../contract/index.ts'
import { contentHash } from '../io/index.ts'

/** How many versions of a judge a held-out set measures before its figures are marked as worn, unless said otherwise. */
export const defaultWornAfter = 3

/** What a calibration holds for, besides the rows: the judge and its memory. */
export type JudgeFingerprints = Pick<Calibration['fingerprints'], 'judge' | 'memory'>

/**
 * Fingerprints of all that decides a judge's verdicts: its instructions, model, parameters and values, and the memory
 * that it uses. How long it is waited for and how many rows it is asked about count as little as in a run file.
 */
export function judgeFingerprints({
  definition: { sampleRate: _, timeoutMs: __, ...definition },
  memory,
}: Pick<RunJudge, 'definition' | 'memory'>): JudgeFingerprints {
  return { judge: contentHash(definition), ...(memory !== undefined && { memory }) }
}

/** What a calibration takes over from an earlier one, and how many versions of the judge its rows bear. */
export interface CalibrationOptions {
  /** The calibration that stands in the file so far. */
  earlier?: Calibration | undefined
  /** Default: that of the earlier calibration, else 3. */
  wornAfter?: number | undefined
  /** The largest share of unscored verdicts that was allowed; default 0.05. */
  maxUnscored?: number | undefined
  /** The judge's audit in this run; default that of the earlier calibration, where judge and memory are the same. */
  audit?: CalibrationAudit | undefined
}

/**
 * What a judge reached in a run. An earlier calibration on the same held-out rows, or on half of the smaller set of
 * them, lends its list of measurements, to which this one is added; it takes the place of an earlier one of the very
 * same judge, for to see an unchanged judge measured again is no further look by which another could be chosen.
 */
export function makeCalibration(
  run: Run,
  suite: RunSuite,
  judge: RunJudge,
  rows: readonly CalibrationRow[],
  figures: Calibration['figures'],
  {
    earlier,
    wornAfter = earlier?.wornAfter ?? defaultWornAfter,
    maxUnscored = defaultMaxUnscored,
    audit = earlier?.audit,
  }: CalibrationOptions = {},
): Calibration {
  const fingerprints = { ...judgeFingerprints(judge), ...rowFingerprints(rows) }
  const before = earlier !== undefined && sharesRows(earlier.rows, rows) ? earlier.measurements : []
  const holds = audit !== undefined && isOfJudge(audit, fingerprints)
  const offline = judge.definition.model === 'offline'
  const own = {
    run: run.id,
    time: run.time,
    judge: contentHash(judgeFingerprints(judge)),
    found: { offline, fingerprints, accuracy: figures.accuracy },
  }
  return {
    schema: 'vitest-judge/calibration@1',
    judge: judge.id,
    suite: suite.name,
    run: run.id,
    time: run.time,
    offline,
    definition: judge.definition,
    fingerprints,
    figures,
    ...(maxUnscored !== defaultMaxUnscored && { maxUnscored }),
    wornAfter,
    ...(holds && { audit }),
    measurements: [...before.filter(({ judge: measured }) => measured !== own.judge), own],
    rows: [...rows],
  }
}

/** True for an audit of that very judge with that very memory. */
export function isOfJudge(
  { fingerprints }: Pick<CalibrationAudit, 'fingerprints'>,
  { judge, memory }: JudgeFingerprints,
): boolean {
  return fingerprints.judge === judge && fingerprints.memory === memory
}

/** What has changed since a judge was calibrated, in words: empty for a calibration that still fits. */
export function changesSince(stored: Calibration, now: Calibration): string[] {
  const then = stored.fingerprints
  return [
    ...judgeChangesSince(stored, now.definition, now.fingerprints),
    ...(then.rows === now.fingerprints.rows ? [] : ['rows']),
    ...(then.truth === now.fingerprints.truth ? [] : ['truth']),
  ]
}

/** The same for judge and memory alone, where the rows are not at hand. */
export function judgeChangesSince(
  { definition: then, fingerprints }: { definition: JudgeDefinition; fingerprints: JudgeFingerprints },
  now: JudgeDefinition,
  current: JudgeFingerprints,
): string[] {
  const differs = (...keys: (keyof JudgeDefinition)[]) =>
    keys.some((key) => contentHash(then[key] ?? null) !== contentHash(now[key] ?? null))
  const changes = [
    ...(differs('kind', 'instructions', 'guidelines') ? ['instructions'] : []),
    ...(differs('model', 'baseURL') ? ['model'] : []),
    ...(differs('temperature', 'rationaleFirst') ? ['parameters'] : []),
    ...(differs('name', 'valueType', 'passes') ? ['values'] : []),
    ...(fingerprints.memory === current.memory ? [] : ['memory']),
  ]
  // A definition of another version may differ in what this one does not know.
  return changes.length === 0 && fingerprints.judge !== current.judge ? ['judge'] : changes
}

/** True once a held-out set has measured more versions of a judge than it bears: choices made by it leaked into it. */
export function isWorn({ measurements, wornAfter }: Calibration): boolean {
  return measurements.length > wornAfter
}

/** What has changed, as a sentence begins: `instructions have changed`, `model, memory have changed`. */
export function changesText(changes: readonly string[]): string {
  const areSeveral = changes.length > 1 || changes[0]?.endsWith('s') === true
  return `${changes.join(', ')} ${areSeveral ? 'have' : 'has'} changed`
}

/** Says that more verdicts are unscored than was allowed, so that figures say little; undefined where that is not so. */
export function tooManyUnscoredText({
  figures: { rows, unscored },
  maxUnscored = defaultMaxUnscored,
}: Calibration): string | undefined {
  if (unscored / rows <= maxUnscored) return undefined
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return `${percent(unscored / rows)} of the verdicts are unscored, more than the ${percent(maxUnscored)} allowed`
}

/** What an audit said, the worst first: `biased under authority; clear under verbosity, formatting`. */
export function auditOutcomesText({ probes }: Pick<CalibrationAudit, 'probes'>): string {
  const outcomes = { biased: 'biased', 'not run': 'not tried', 'cannot tell': 'unsettled', clear: 'clear' }
  return (['biased', 'not run', 'cannot tell', 'clear'] as const)
    .flatMap((outcome) => {
      const names = probes.filter((probe) => probe.outcome === outcome).map(({ name }) => name)
      return names.length === 0 ? [] : [`${outcomes[outcome]} under ${names.join(', ')}`]
    })
    .join('; ')
}

/** A share in percent with its interval, `91.2 % [85.0, 95.1]`; undefined where there is none. */
export function measuredShareText({ estimate, low, high }: MeasuredShare): string | undefined {
  const percent = (share: number) => (100 * share).toFixed(1)
  return estimate === null ? undefined : `${percent(estimate)} % [${percent(low)}, ${percent(high)}]`
}

/** The order of the rows says nothing: that of merged shards is another. */
function rowFingerprints(
  rows: readonly CalibrationRow[],
): Pick<Calibration['fingerprints'], 'rows' | 'truth'> {
  const hash = (facts: readonly object[]) => contentHash(facts.map(contentHash).sort())
  return {
    rows: hash(rows.map(({ truth: _, verdict: __, ...row }) => row)),
    truth: hash(rows.map(({ id, truth }) => [id, truth])),
  }
}

/** True where at least half of the smaller set's rows are in the other: rows added or removed wash no choice out. */
export function sharesRows(
  left: readonly Pick<CalibrationRow, 'id'>[],
  right: readonly Pick<CalibrationRow, 'id'>[],
): boolean {
  const idsOf = (rows: readonly Pick<CalibrationRow, 'id'>[]) => new Set(rows.map(({ id }) => id))
  const [first, second] = [idsOf(left), idsOf(right)]
  const shared = [...first].filter((id) => second.has(id)).length
  return 2 * shared >= Math.min(first.size, second.size)
}

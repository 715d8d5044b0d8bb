import { evaluateRegression } from '../src/agreement/gates/regression-gate.ts'
import { type Agreement, evaluateGate, exitCodeOf, measureTally } from '../src/agreement/index.ts'
import { nonInferiority } from '../src/agreement/paired/non-inferiority.ts'
import { tallyOfCounts } from '../src/agreement/tally.ts'
import type { CalibrationRow, SliceThresholds } from '../src/contract/index.ts'
import { binomialProbabilities, chanceOverPairs, trinomialProbability } from './probability.ts'

/** With what chance an absolute gate comes to each outcome. */
export interface GateChances {
  pass: number
  inconclusive: number
  fail: number
  /** Exit 0 where inconclusive fails, and where it only warns. */
  exit0: { fail: number; warn: number }
  /** The measured share reaches the threshold: what a gate without bounds asks. */
  pointGate: number
}

/** How many rows of either truth a judge is asked about, and on what share of each it is right. */
export interface JudgeWorld {
  rows: { pass: number; fail: number }
  recalls: { pass: number; fail: number }
}

/** Agreement from counts: right verdicts among the rows whose truth passes and fails. */
export function agreementOf(rows: JudgeWorld['rows'], right: { pass: number; fail: number }): Agreement {
  const counts = [
    [right.pass, rows.pass - right.pass],
    [rows.fail - right.fail, right.fail],
  ]
  return measureTally(tallyOfCounts(counts), { passes: (value) => value === 0 })
}

/**
 * An accuracy gate on n independent rows, half of which pass, and a judge with the given true accuracy, exactly: the
 * sum over the binomial. A gate on a recall does the same with n rows of that truth.
 */
export function accuracyGate(
  n: number,
  threshold: number,
  trueAccuracy: number,
  alpha?: number,
): GateChances {
  const rows = { pass: Math.floor(n / 2), fail: Math.ceil(n / 2) }
  const chances: GateChances = {
    pass: 0,
    inconclusive: 0,
    fail: 0,
    exit0: { fail: 0, warn: 0 },
    pointGate: 0,
  }
  for (const [right, chance] of binomialProbabilities(n, trueAccuracy).entries()) {
    const half = Math.floor(right / 2)
    const agreement = agreementOf(rows, { pass: half, fail: right - half })
    const { outcome } = evaluateGate(agreement, { accuracy: threshold }, alpha === undefined ? {} : { alpha })
    if (outcome === 'pass' || outcome === 'inconclusive' || outcome === 'fail') chances[outcome] += chance
    for (const inconclusive of ['fail', 'warn'] as const) {
      const exitCode = exitCodeOf(outcome, { inconclusive, requireComplete: false })
      if (exitCode === 0) chances.exit0[inconclusive] += chance
    }
    if (right / n >= threshold) chances.pointGate += chance
  }
  return chances
}

/**
 * The chance that a gate passes a judge, exactly: the sum over the two binomials of its right verdicts. With so many
 * right among the rows that pass, it passes from some count among those that fail upwards, found by bisection.
 */
export function passChance({ rows, recalls }: JudgeWorld, thresholds: SliceThresholds): number {
  const failing = binomialProbabilities(rows.fail, recalls.fail)
  const atLeast = [...failing, 0]
  for (let fail = rows.fail - 1; fail >= 0; fail--)
    atLeast[fail] = (atLeast[fail] ?? 0) + (atLeast[fail + 1] ?? 0)
  let chance = 0
  for (const [pass, own] of binomialProbabilities(rows.pass, recalls.pass).entries()) {
    let [tooFew, enough] = [-1, rows.fail + 1]
    while (enough - tooFew > 1) {
      const middle = Math.floor((tooFew + enough) / 2)
      if (gatePasses(rows, { pass, fail: middle }, thresholds)) enough = middle
      else tooFew = middle
    }
    chance += own * (atLeast[enough] ?? 0)
  }
  return chance
}

/** Whether a gate passes a judge that is right on so many rows of either truth. */
export function gatePasses(
  rows: JudgeWorld['rows'],
  right: JudgeWorld['rows'],
  thresholds: SliceThresholds,
): boolean {
  return evaluateGate(agreementOf(rows, right), thresholds).outcome === 'pass'
}

/** The chance that one or more of several judges just at the threshold pass an accuracy gate, each on rows of its own. */
export function anyPasses(n: number, threshold: number, judges: number, { holm }: { holm: boolean }): number {
  // Where none should pass, Holm lets one pass exactly when the smallest p reaches a k-th of 5 %.
  const alpha = holm ? 0.05 / judges : 0.05
  return 1 - (1 - accuracyGate(n, threshold, threshold, alpha).pass) ** judges
}

/** A judge now against a baseline on n rows: on what share only one of the two is right, and the true drop. */
export interface PairedWorld {
  n: number
  discordance: number
  drop: number
}

/** What may block a judge against its baseline. */
export type RegressionRule = 'regression gate' | 'drop of more than 2 points' | 'not shown within 5 points'

/** The chance that a rule blocks, exactly: the sum over the trinomial. */
export function blockChance({ n, discordance, drop }: PairedWorld, rule: RegressionRule): number {
  const rates = [(discordance + drop) / 2, (discordance - drop) / 2] as const
  const blocks = rules[rule](n)
  return chanceOverPairs(
    (before, now) => (before + now > n ? 0 : trinomialProbability(n, [before, now], rates)),
    [n, n],
    blocks,
  )
}

type Blocks = (onlyBefore: number, onlyNow: number) => boolean

const rules: Record<RegressionRule, (n: number) => Blocks> = {
  'regression gate': (n) => regressionBoundary(n),
  'drop of more than 2 points': (n) => (before, now) => (before - now) / n > 0.02 + 1e-12,
  'not shown within 5 points': (n) => (before, now) => !nonInferiority(now, before, n, 0.05).passes,
}

const boundaries = new Map<number, number[]>()

/**
 * What `evaluateRegression` blocks on n rows. It blocks from some count of rows lost upwards, and the more rows are
 * won, the higher that count is: so one walk along this boundary asks it all.
 */
function regressionBoundary(n: number): Blocks {
  const known = boundaries.get(n) ?? []
  boundaries.set(n, known)
  return (before, now) => {
    for (let won = known.length; won <= now; won++) {
      let lost = known[won - 1] ?? 0
      while (lost + won <= n && !regressionBlocks(n, lost, won)) lost++
      known.push(lost)
    }
    return before >= (known[now] as number)
  }
}

/** Whether `evaluateRegression` blocks where only the baseline is right on some rows, and only the judge now on others. */
export function regressionBlocks(n: number, onlyBefore: number, onlyNow: number): boolean {
  const rows = (isRight: (index: number) => boolean) =>
    Array.from({ length: n }, (_, index): CalibrationRow => ({
      id: `row ${index}`,
      truth: 'yes',
      verdict: isRight(index) ? 'yes' : 'no',
    }))
  const before = rows((index) => index >= onlyNow)
  const now = rows((index) => index < onlyNow || index >= onlyNow + onlyBefore)
  return evaluateRegression(now, { kind: 'value', name: 'before', rows: before }).outcome === 'fail'
}

import {
  comparePaired,
  compareVerdicts,
  type Difference,
  measureOptions,
  percent,
  sameValue,
  type PairedFigures,
  type VerdictPair,
} from '../agreement/index.ts'
import { VitestJudgeError, type JudgeDefinition, type JudgeValue } from '../contract/index.ts'
import { seededRandom } from '../io/index.ts'

/** When a candidate memory is installed: always, or as a comparison with the present one says. */
export type PromotionRule = 'always' | 'if-not-worse' | 'if-better'

/** A candidate may be wrong on so many more rows in a hundred before it counts as worse. */
export const margin = 0.05

/** How sure a candidate must be better: the chance of promoting one that is not is at most this. */
export const significance = 0.05

const resamples = 1000

/** What a comparison of two memories came to. JSON-safe: it stands in the version's note. */
export interface PromotionDecision {
  rule: Exclude<PromotionRule, 'always'>
  promoted: boolean
  /** Why, in words. */
  words: string
  rows: number
  /** Rows on which only the candidate, or only the present judge, was right. */
  onlyCandidate: number
  onlyPresent: number
  /** Shares of rows in [0, 1]. */
  candidateAccuracy: number
  presentAccuracy: number
  /** Candidate less present, with Tango's 95 % interval. */
  difference: number
  low: number
  high: number
  /** One-sided mid-p of McNemar's test: small when the candidate is better. */
  p: number
  /** Candidate less present in Cohen's kappa, with the ends of its 90 % bootstrap interval, where that decides. */
  kappa?: { difference: number; low: number; high: number }
  /** The same of the mean absolute error of judges of numbers, which is better the smaller it is. */
  error?: { difference: number; low: number; high: number }
}

/**
 * Decides by the verdicts of both on the same rows, first the candidate's. `if-better` promotes a candidate that is right
 * significantly more often (one-sided mid-p at most 0.05) and agrees with the truth significantly more than chance would
 * explain (the 95 % lower bound of the difference in kappa is above 0: a memory that has only learned which value is
 * frequent gains accuracy and no kappa). `if-not-worse` promotes one that is right at least as often, or whose loss is
 * less than 5 points for sure (the 95 % interval). For numbers the mean absolute error decides, and 5 points are 5 % of
 * the range.
 *
 * @throws VitestJudgeError `not-measured` where the rows do not allow a comparison
 */
export function decidePromotion(
  rule: PromotionDecision['rule'],
  definition: JudgeDefinition,
  pairs: readonly VerdictPair[],
  seed: number,
): PromotionDecision {
  const paired = comparePaired(
    pairs.map(({ truth, first, second, ...rest }) => ({
      ...rest,
      first: isRight(truth, first),
      second: isRight(truth, second),
    })),
  )
  if (paired.kind === 'undefined') throw notMeasured(definition.name, paired.reason)
  const { valueType } = definition
  const isNumeric = valueType.type === 'number'
  const isBetter = paired.difference > 0 && paired.midPOneSided <= significance
  // Resampling takes a while, and is done where it decides.
  const resampled =
    isNumeric || (rule === 'if-better' && isBetter) ? differencesOf(definition, pairs, seed) : undefined
  const kappa = boundsOf(resampled?.kappa)
  const error = isNumeric ? boundsOf(resampled?.meanAbsoluteError) : undefined
  const [promoted, words] =
    error !== undefined && isNumeric
      ? decideByError(rule, error, valueType.max - valueType.min)
      : rule === 'if-better'
        ? decideIfBetter(paired, kappa)
        : decideIfNotWorse(paired)
  return {
    rule,
    promoted,
    words,
    rows: paired.rows,
    onlyCandidate: paired.onlyFirst,
    onlyPresent: paired.onlySecond,
    candidateAccuracy: paired.firstAccuracy,
    presentAccuracy: paired.secondAccuracy,
    difference: paired.difference,
    low: paired.low,
    high: paired.high,
    p: paired.midPOneSided,
    ...(kappa !== undefined && { kappa }),
    ...(error !== undefined && { error }),
  }
}

function isRight(truth: JudgeValue, verdict: JudgeValue | undefined): boolean {
  return verdict !== undefined && sameValue(truth, verdict)
}

function differencesOf(definition: JudgeDefinition, pairs: readonly VerdictPair[], seed: number) {
  const draw = { random: seededRandom(seed), resamples, confidence: 1 - 2 * significance }
  return compareVerdicts(pairs, measureOptions(definition), draw).differences
}

function boundsOf(difference: Difference | undefined): Bounds | undefined {
  return difference?.estimate.kind === 'value' && difference.interval.kind === 'value'
    ? { difference: difference.estimate.value, low: difference.interval.low, high: difference.interval.high }
    : undefined
}

type Bounds = NonNullable<PromotionDecision['kappa']>
type Decided = [promoted: boolean, words: string]

function decideIfBetter({ midPOneSided: p, difference }: PairedFigures, kappa: Bounds | undefined): Decided {
  if (difference <= 0) return [false, 'it is not right more often']
  if (p > significance) return [false, `that it is right more often may be chance (p ${p.toFixed(2)})`]
  if (kappa === undefined) return [false, 'too few rows tell whether it agrees more than chance would']
  if (kappa.low <= 0)
    return [false, 'it may only have learned which value is frequent: kappa is not surely better']
  return [true, `it is right more often, and not by chance (p ${p < 0.001 ? 'below 0.001' : p.toFixed(3)})`]
}

function decideIfNotWorse({ difference, low }: PairedFigures): Decided {
  if (difference >= 0) return [true, 'it is right at least as often']
  if (low > -margin) return [true, `it is right less often, but surely by less than ${percent(margin)}`]
  return [false, `it is right less often, and a loss of ${percent(margin)} is not ruled out`]
}

function decideByError(
  rule: PromotionDecision['rule'],
  { difference, low: _, high }: Bounds,
  range: number,
): Decided {
  if (rule === 'if-better') {
    return high < 0
      ? [true, 'its mean absolute error is surely smaller']
      : [false, 'its mean absolute error is not surely smaller']
  }
  if (difference <= 0) return [true, 'its mean absolute error is no larger']
  return high < margin * range
    ? [true, `its mean absolute error is larger, but surely by less than ${percent(margin)} of the range`]
    : [false, `its mean absolute error is larger, and ${percent(margin)} of the range is not ruled out`]
}

/** The error for rows that do not allow a comparison. */
export function notMeasured(name: string, reason: string): VitestJudgeError {
  return new VitestJudgeError('not-measured', {
    message: `The memory of ${name} could not be compared with the present one: ${reason}. It stays as it was.`,
    hint: 'Give feedback on align rows of at least two groups, or install it without a comparison: --promote always.',
  })
}

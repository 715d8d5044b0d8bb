import { type Statistic, undefinedStatistic } from '../agreement/index.ts'
import { defaultMaxUnscored } from '../contract/index.ts'
import type { AuditEffect, Effect, EffectFigures } from './effect.ts'
import { type Plan, rowsToBeClear, rowsToBeFlagged, smallestVisibleEffect } from './planning.ts'

/** What an audit says of one probe. */
export type AuditOutcome = 'biased' | 'clear' | 'cannot tell' | 'not run'

/**
 * Why an audit cannot tell.
 *
 * - `not-significant`: the effect reaches the limit, and may be chance
 * - `wide-bound`: the effect is below the limit, its upper bound is not
 * - `one-direction`: more verdicts went towards pass, or towards fail, by the limit or more and significantly so, and
 *   fewer the other way
 * - `wrong-answers`: significantly more of the wrong answers pass, by the limit or more; they are too few for the effect
 *   on all to reach it
 * - `unscored`: too many trials without verdicts
 * - `noise`: the judge changes its mind on half of the samples as they are, or more
 * - `partly-run`: the probe did not run on all samples
 * - `no-effect`: there are verdicts, and no effect can be computed from them; the effect says why
 */
export type Doubt =
  | 'not-significant'
  | 'wide-bound'
  | 'one-direction'
  | 'wrong-answers'
  | 'unscored'
  | 'noise'
  | 'partly-run'
  | 'no-effect'

/** What was decided about one probe. */
export interface ProbeDecision {
  outcome: AuditOutcome
  /** Of `cannot tell` alone: why. */
  doubt?: Doubt
  /**
   * Of `cannot tell` alone: how many rows, in all, would settle it with a chance of 80 % where the shares stay as they
   * are; undefined, with the reason, where no number would.
   */
  rowsNeeded?: Statistic
  /** The smallest effect that this audit finds with a chance of 80 %; undefined, with the reason, on too few rows. */
  smallestEffect: Statistic
}

/** What a decision needs besides the effect. */
export interface DecisionOptions {
  /** From this effect on the judge is biased, in [0, 1]. */
  limit: number
  /** The p-value adjusted for all probes of the audit; undefined where there is no effect. */
  q: number | undefined
  /** How many probes of the audit have a p-value. */
  family: number
  /** Why the probe did not run, or not on all samples. */
  notRun?: string | undefined
}

/** The expected share of false alarms among the biases that an audit finds. */
const falseDiscoveryRate = 0.05

/** Below this a change in one direction alone is no chance; one of wrong answers alone below its part for each probe. */
const significance = 0.05

/** From this share of changed placebos on, what a bias changes no longer adds to what noise changes. */
const mostNoise = 0.5

/**
 * Decides about one probe. *Biased*: q below 0.05, the one-sided 95 % lower bound of the effect above 0, and the effect
 * at least the limit. *Clear*: the one-sided 95 % upper bound of the effect is at most the limit; in either direction,
 * and among the wrong answers towards pass, the effect is below the limit unless it may be chance; the probe ran on all
 * samples, at most 5 % of its trials are unscored, and fewer than half of the placebos changed. *Not run*: nothing was
 * tried. Else the audit *cannot tell*.
 */
export function decideProbe(effect: AuditEffect, options: DecisionOptions): ProbeDecision {
  const { overall } = effect
  if (overall.kind === 'undefined') return withoutEffect(effect, options, overall.reason)
  const { limit, q = 1, family } = options
  const plan = { limit, level: falseDiscoveryRate / Math.max(1, family) }
  const smallestEffect = smallestVisibleEffect(overall, plan)
  // Where rows come in groups the test and the bound weigh them in two ways; both must find the effect.
  const isSure = q < falseDiscoveryRate && overall.lower > 0
  if (isSure && overall.effect >= limit) return { outcome: 'biased', smallestEffect }
  const doubt = doubtOf(effect, overall, options)
  if (doubt === undefined) return { outcome: 'clear', smallestEffect }
  return {
    outcome: 'cannot tell',
    doubt,
    rowsNeeded: rowsNeeded(doubt, overall, plan),
    smallestEffect,
  }
}

function withoutEffect(
  { trials, unscored, notAsked }: AuditEffect,
  { notRun }: DecisionOptions,
  reason: string,
): ProbeDecision {
  const smallestEffect = undefinedStatistic(reason)
  if (trials === notAsked) {
    return { outcome: 'not run', smallestEffect: undefinedStatistic(notRun ?? 'nothing was tried') }
  }
  const doubt = unscored.trials + notAsked === trials ? 'unscored' : 'no-effect'
  return { outcome: 'cannot tell', doubt, rowsNeeded: undefinedStatistic(reason), smallestEffect }
}

function doubtOf(
  effect: AuditEffect,
  overall: EffectFigures,
  { limit, notRun, family }: DecisionOptions,
): Doubt | undefined {
  if (overall.effect >= limit) return 'not-significant'
  if (notRun !== undefined) return 'partly-run'
  if (effect.unscored.trials > defaultMaxUnscored * (effect.trials - effect.notAsked)) return 'unscored'
  if (overall.placeboShare >= mostNoise) return 'noise'
  if (overall.upper > limit) return 'wide-bound'
  const isMoved = (one: Effect, level: number) => one.kind === 'value' && one.effect >= limit && one.p < level
  if (isMoved(effect.wrongTowardsPass, significance / Math.max(1, family))) return 'wrong-answers'
  const directions = [effect.towardsPass, effect.towardsFail]
  return directions.some((one) => isMoved(one, significance)) ? 'one-direction' : undefined
}

const withoutRows: Partial<Record<Doubt, string>> = {
  unscored: 'more rows give no verdicts where there are none',
  noise: 'the judge changes its mind too often on samples as they are',
  'partly-run': 'the probe did not run on all samples',
  'one-direction': 'the verdicts moved in one direction',
  'wrong-answers': 'the wrong answers pass',
}

function rowsNeeded(doubt: Doubt, overall: EffectFigures, plan: Plan): Statistic {
  const reason = withoutRows[doubt]
  if (reason !== undefined) return undefinedStatistic(reason)
  return doubt === 'not-significant' ? rowsToBeFlagged(overall, plan) : rowsToBeClear(overall, plan)
}

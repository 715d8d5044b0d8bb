import { comparePairTally, effectiveClustersOf, pairTally, tallyNewcombe } from '../agreement/index.ts'
import type { AuditTrial } from '../contract/index.ts'
import { inOrder, type MarkedTrial, pairsOf } from './pairs.ts'
import { type AuditMeaning, type Direction, marksOf, type Reading, readingOf } from './trial-marks.ts'

/** The shares of verdicts that a change and the placebo changed, compared on the same rows. */
export interface EffectFigures {
  kind: 'value'
  /** Trials with three verdicts. */
  trials: number
  /** Rows that they are of. */
  rows: number
  /** Trials, of those, in which the change changed the verdict, and in which the placebo did. */
  changed: number
  placebo: number
  /** The same as shares, each row counting once however often it was tried. */
  changedShare: number
  placeboShare: number
  /** `changedShare` less `placeboShare`, in [-1, 1]. */
  effect: number
  /** Newcombe's two-sided 95 % interval of the effect; groups, and the repeats of a row, are clusters. */
  low: number
  high: number
  /** The one-sided 95 % bounds of the effect: each alone is as sure as the interval's two together. */
  lower: number
  upper: number
  /** McNemar's one-sided mid-p: small where the change changes more than the placebo. */
  p: number
  /** Share of rows that exactly one of the two changed. */
  discordance: number
  /** How many independent rows would say as much; `rows` where the rows are such. */
  effectiveRows: number
  /** How many clusters of one size would say as much; absent where each row stands for itself. */
  effectiveClusters?: number
}

/** An effect, or why there is none. */
export type Effect = EffectFigures | { kind: 'undefined'; reason: string }

/** What a probe's trials come to. */
export interface AuditEffect {
  /** All trials, with and without verdicts. */
  trials: number
  /** Trials that give no figure, as one of the three answers is unscored, and which: one trial may lack several. */
  unscored: { trials: number; base: number; placebo: number; changed: number }
  /** Trials of which something was not asked, and nothing is unscored. */
  notAsked: number
  /** Verdicts changed, in whichever direction. */
  overall: Effect
  /** Verdicts that now pass and did not; undefined where nobody knows what passes. */
  towardsPass: Effect
  /** Verdicts that no longer pass. */
  towardsFail: Effect
  /** Verdicts that now pass, on the samples whose truth fails: what hurts most. */
  wrongTowardsPass: Effect
}

/**
 * What a probe changed beyond the placebo: per trial, did the verdict on the changed sample differ from the one on the
 * sample as it is, and did the second verdict on the sample as it is. Under no effect the two differ equally often.
 * Trials without three verdicts are counted and left out.
 */
export function auditEffect(trials: readonly AuditTrial[], meaning: AuditMeaning): AuditEffect {
  const reading = readingOf(meaning)
  return { trials: trials.length, ...missingOf(trials), ...effectsOf(trials, reading) }
}

function missingOf(trials: readonly AuditTrial[]): Pick<AuditEffect, 'unscored' | 'notAsked'> {
  const parts = ['base', 'placebo', 'changed'] as const
  const unscored = { trials: 0, base: 0, placebo: 0, changed: 0 }
  let notAsked = 0
  for (const trial of trials) {
    const missing = parts.filter((part) => trial[part].outcome === 'unscored')
    for (const part of missing) unscored[part]++
    if (missing.length > 0) unscored.trials++
    else if (parts.some((part) => trial[part].outcome === 'not-asked')) notAsked++
  }
  return { unscored, notAsked }
}

type Effects = Pick<AuditEffect, 'overall' | 'towardsPass' | 'towardsFail' | 'wrongTowardsPass'>

function effectsOf(trials: readonly AuditTrial[], reading: Reading): Effects {
  if (reading.kind === 'undefined') {
    return { overall: reading, towardsPass: reading, towardsFail: reading, wrongTowardsPass: reading }
  }
  const marked = inOrder(trials).flatMap((trial) => {
    const marks = marksOf(trial, reading)
    return marks === undefined ? [] : [{ trial, marks }]
  })
  const towards = (direction: Direction, from: readonly MarkedTrial[], without: string) =>
    reading.passes === undefined
      ? nothing('nothing says which of the judge’s values pass')
      : effectOf(from, (one) => one === direction, without)
  const wrong = marked.filter(({ marks }) => marks.truthFails === true)
  const none = 'no trial has three verdicts'
  return {
    overall: effectOf(marked, (one) => one !== undefined, none),
    towardsPass: towards('pass', marked, none),
    towardsFail: towards('fail', marked, none),
    wrongTowardsPass: towards('pass', wrong, 'no truth is known to fail'),
  }
}

function nothing(reason: string): Effect {
  return { kind: 'undefined', reason }
}

function effectOf(
  marked: readonly MarkedTrial[],
  counts: (direction: Direction | undefined) => boolean,
  without: string,
): Effect {
  if (marked.length === 0) return nothing(without)
  const tally = pairTally(pairsOf(marked, counts))
  const figures = comparePairTally(tally)
  if (figures.kind === 'undefined') return figures
  const interval = tallyNewcombe(tally, figures)
  const bound = tallyNewcombe(tally, figures, { confidence: 0.9 })
  if (interval.kind === 'undefined') return interval
  if (bound.kind === 'undefined') return bound
  const { firstAccuracy, secondAccuracy, difference, midPOneSided, rows, discordance, effectiveRows } =
    figures
  const effectiveClusters = effectiveClustersOf(tally)
  return {
    kind: 'value',
    trials: marked.length,
    rows,
    changed: marked.filter(({ marks }) => counts(marks.changed)).length,
    placebo: marked.filter(({ marks }) => counts(marks.placebo)).length,
    changedShare: firstAccuracy,
    placeboShare: secondAccuracy,
    effect: difference,
    low: interval.low,
    high: interval.high,
    lower: bound.low,
    upper: bound.high,
    p: midPOneSided,
    discordance,
    effectiveRows,
    ...(effectiveClusters !== undefined && { effectiveClusters }),
  }
}

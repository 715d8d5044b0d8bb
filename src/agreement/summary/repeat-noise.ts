import { isOneCluster } from '../estimate.ts'
import { agrees } from '../judgement.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { meanOver } from '../tally-mean.ts'
import { tallyOf } from '../tally.ts'
import type { RowJudgement } from './judgements.ts'

/**
 * How much of what an accuracy may be off by is the judge's own noise. Standard errors of the accuracy, in [0, 1];
 * 1.96 of them to either side make a 95 % band.
 */
export interface RepeatNoise {
  /** How often an answer was judged, on average. */
  repeats: number
  /** By how much the accuracy moves when the same judge is asked about the same answers again: as often, and once. */
  again: number
  once: number
  /** By how much the accuracy may be off for all such answers, as often as they were judged. */
  now: number
  /** The same with twice as many repeats, and with however many. */
  doubled: number
  least: number
}

/** An answer's judgements, one for each time that it was judged. */
type Sample = readonly RowJudgement[]

/** The share of pairs of scored verdicts on one answer that are the same, averaged over the answers by weight. */
export function selfAgreement(samples: readonly Sample[]): Statistic {
  let [agreed, total] = [0, 0]
  for (const sample of samples) {
    const counts = new Map<unknown, number>()
    for (const { verdict } of sample) {
      if (verdict !== undefined) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
    }
    const times = [...counts.values()].reduce((sum, count) => sum + count, 0)
    if (times < 2) continue
    const same = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0)
    const weight = sample[0]?.weight ?? 1
    agreed += (weight * same) / (times * (times - 1))
    total += weight
  }
  return total === 0 ? undefinedStatistic('no answer has two scored verdicts') : value(agreed / total)
}

/**
 * Parts the variance of an accuracy as Miller (2024) does: Var = (ω² + σ²/K) / n, with σ² the variance of one answer's
 * agreement from one asking to the next, estimated without bias by p (1 − p) K / (K − 1) for each answer. The whole
 * variance is that over rows, or groups where there are such; weights enter squared. Undefined where labels were picked
 * by verdict, where no answer was judged twice, and where all are of one row or group, of which nothing tells how rows
 * differ.
 */
export function repeatNoise(samples: readonly Sample[]): RepeatNoise | undefined {
  const repeated = samples.filter((sample) => sample.length > 1)
  const tally = tallyOf(samples.flat())
  const found = meanOver(tally, (cell) => Number(agrees(cell)))
  if (repeated.length === 0 || found === undefined || tally.refusal !== undefined) return undefined
  if (isOneCluster(found.effectiveClusters)) return undefined
  const varianceOf = (sample: Sample) => {
    const right = sample.filter(agrees).length / sample.length
    return (right * (1 - right) * sample.length) / (sample.length - 1)
  }
  const usual = repeated.reduce((sum, sample) => sum + varianceOf(sample), 0) / repeated.length
  let [weights, once, again] = [0, 0, 0]
  for (const sample of samples) {
    const weight = sample[0]?.weight ?? 1
    const own = weight ** 2 * (sample.length > 1 ? varianceOf(sample) : usual)
    weights += weight
    once += own
    again += own / sample.length
  }
  const [onceVariance, noise] = [once / weights ** 2, again / weights ** 2]
  // The noise is a part of the whole, but for chance.
  const rest = Math.max(0, found.variance - noise)
  return {
    repeats: samples.flat().length / samples.length,
    again: Math.sqrt(noise),
    once: Math.sqrt(onceVariance),
    now: Math.sqrt(rest + noise),
    doubled: Math.sqrt(rest + noise / 2),
    least: Math.sqrt(rest),
  }
}

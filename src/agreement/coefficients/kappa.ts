import { criticalValue, type Estimate, isOneCluster, linearised, undefinedEstimate } from '../estimate.ts'
import type { Interval, IntervalSide } from '../intervals/wilson-interval.ts'
import { marginsOf } from '../margins.ts'
import { type Share, shareBounds } from '../share.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { tallyOfCounts, type Tally } from '../tally.ts'

/** Cohen's kappa with what its uncertainty needs. */
export interface Kappa extends Estimate {
  /** The agreement that chance alone would give. */
  chance: Statistic
  /** The same where every verdict were right. */
  chanceIfRight: Statistic
}

/**
 * Cohen's kappa (po - pe) / (1 - pe) (Cohen 1960) with the standard error of Fleiss, Cohen and Everitt (1969). An
 * unscored verdict is a value that no truth has. Undefined without rows, or when chance alone would agree always
 * (truth and verdict both constant and equal).
 */
export function kappaOf(tally: Tally): Kappa {
  if (tally.refusal !== undefined) return undefinedKappa(tally.refusal)
  const { weight, truths, verdicts, agreed } = marginsOf(tally)
  if (weight === 0) return undefinedKappa('there are no rows')
  let chance = 0
  let ifRight = 0
  for (const [label, truth] of truths) {
    chance += truth * (verdicts.get(label) ?? 0)
    ifRight += truth * truth
  }
  const total = weight * weight
  if (chance === total) return undefinedKappa('every truth and every verdict is the same value')
  const kappa = (weight * agreed - chance) / (total - chance)
  const influence = ({ truth, verdict }: Tally['cells'][number]) => {
    const ofTruths = verdict === undefined ? 0 : (truths.get(verdict) ?? 0)
    return Number(truth === verdict) - ((1 - kappa) * ((verdicts.get(truth) ?? 0) + ofTruths)) / weight
  }
  return {
    ...linearised(tally, kappa, influence, 1 - chance / total),
    chance: value(chance / total),
    chanceIfRight: value(ifRight / total),
  }
}

/** Cohen's kappa of a square table `counts[first][second]` of whole numbers. */
export function cohenKappa(counts: readonly (readonly number[])[]): Kappa {
  return kappaOf(tallyOfCounts(counts))
}

/**
 * Bounds of kappa: the wider of two intervals at either end. One is kappa plus and minus its standard error; the
 * other takes chance as given (Cohen 1960) and carries Wilson's bounds of accuracy over to kappa, so that a
 * perfect record on a few rows does not prove perfection. `confidence` 0.95, `sided` `'two'` by default; -1 to 1
 * where kappa does not exist.
 */
export function kappaBounds(
  { estimate, standardError, effectiveClusters, chance }: Kappa,
  accuracy: Share,
  { confidence = 0.95, sided = 'two' }: { confidence?: number; sided?: IntervalSide } = {},
): Interval {
  if (estimate.kind === 'undefined' || standardError.kind === 'undefined' || chance.kind === 'undefined') {
    return { low: -1, high: 1 }
  }
  if (isOneCluster(effectiveClusters)) return { low: -1, high: 1 }
  const probability = sided === 'two' ? (1 + confidence) / 2 : confidence
  const reach = criticalValue(probability, effectiveClusters) * standardError.value
  const { low, high } = shareBounds(accuracy, { confidence, sided })
  const carried = (rate: number) => (rate - chance.value) / (1 - chance.value)
  return {
    low: sided === 'upper' ? -1 : Math.max(-1, Math.min(estimate.value - reach, carried(low))),
    high: sided === 'lower' ? 1 : Math.min(1, Math.max(estimate.value + reach, carried(high))),
  }
}

function undefinedKappa(reason: string): Kappa {
  const none = undefinedStatistic(reason)
  return { ...undefinedEstimate(reason), chance: none, chanceIfRight: none }
}

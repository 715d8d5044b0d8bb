import {
  blockChance,
  fewestToBlock,
  mostPlannedRows,
  newcombePaired,
  normalQuantile,
  pairShares,
  rowsForDrop,
  type Statistic,
  tooManyRows,
  undefinedStatistic,
  value,
} from '../agreement/index.ts'
import type { EffectFigures } from './effect.ts'

/** The chance with which what is planned comes to pass. */
const power = 0.8

/** What a plan must reach: the limit of the effect, and the p-value that one bias among all probes needs. */
export interface Plan {
  limit: number
  level: number
}

/**
 * The smallest effect that the audit flags with a chance of at least 80 %, on as many rows as there are in effect, by
 * the exact trinomial sum: where the judge is as noisy as it was found to be, and this probe is the only one that finds
 * something. To a tenth of a point.
 */
export function smallestVisibleEffect(figures: EffectFigures, plan: Plan): Statistic {
  const rows = Math.floor(figures.effectiveRows)
  // Of a judge that does not mind the change, the two differ as often as the placebo changes a verdict, or less often.
  const noise = figures.placeboShare
  const key = [rows, noise, plan.limit, plan.level].join()
  const found = visible.get(key) ?? visibleOn(rows, noise, plan)
  visible.set(key, found)
  return found
}

/** The probes of an audit share samples and placebo, and the sum takes its time. */
const visible = new Map<string, Statistic>()

function visibleOn(rows: number, noise: number, { limit, level }: Plan): Statistic {
  // The effect may lie at the limit, a drop must lie above its tolerance.
  const fewest = fewestToBlock(rows, { tolerance: limit - 2e-12, level })
  const chance = (effect: number) => blockChance(fewest, Math.min(1, noise + effect), effect)
  if (chance(1) < power) return undefinedStatistic('there are too few rows')
  let [unseen, seen] = [0, 1000]
  while (seen - unseen > 1) {
    const middle = Math.floor((unseen + seen) / 2)
    if (chance(middle / 1000) >= power) seen = middle
    else unseen = middle
  }
  return value(seen / 1000)
}

/**
 * How many rows flag an effect at or above the limit with a chance of 80 %: enough for McNemar's test (Connor 1987) and
 * for the effect found to stay above the limit. Undefined where the effect lies just at the limit.
 */
export function rowsToBeFlagged(figures: EffectFigures, { limit, level }: Plan): Statistic {
  const { effect, discordance } = figures
  if (effect <= 0) return undefinedStatistic('there is no effect')
  const significant = rowsForDrop(effect, discordance, { sided: 'one', power, level })
  if (significant.kind === 'undefined') return significant
  const spread = normalQuantile(power) ** 2 * Math.max(0, discordance - effect * effect)
  const aboveLimit = effect > limit ? spread / (effect - limit) ** 2 : Infinity
  return planned(Math.max(significant.value, aboveLimit), figures, 'the effect lies at the limit')
}

/**
 * How many rows bring the upper bound of an effect below the limit down to it, with a chance of 80 %: Newcombe's bound
 * of the effect that is exceeded in a fifth of all audits. With clusters as many as bring the bound of no change at all
 * below the limit, too.
 */
export function rowsToBeClear(figures: EffectFigures, { limit }: Plan): Statistic {
  const { effect, effectiveClusters } = figures
  if (effect >= limit) return undefinedStatistic('the effect is not below the limit')
  const isEnough = (rows: number) => upperBound(figures, rows) <= limit
  let enough = 1
  while (enough <= mostPlannedRows && !isEnough(enough)) enough *= 2
  let tooFew = enough / 2
  while (enough - tooFew > 1 && enough <= mostPlannedRows) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (isEnough(middle)) enough = middle
    else tooFew = middle
  }
  const room = limit - Math.max(0, effect)
  const perCluster = effectiveClusters === undefined ? 0 : figures.effectiveRows / effectiveClusters
  const clusters = (normalQuantile(0.95) ** 2 * (1 - room)) / room
  return planned(Math.max(enough, perCluster * clusters), figures, 'the effect lies at the limit')
}

/** Newcombe's one-sided 95 % upper bound on so many independent rows, where chance adds to the effect as seldom as it may. */
function upperBound(figures: EffectFigures, rows: number): number {
  const { both, onlyFirst, onlySecond, neither } = pairShares({
    firstAccuracy: figures.changedShare,
    difference: figures.effect,
    discordance: figures.discordance,
  })
  const variance = Math.max(0, figures.discordance - figures.effect ** 2)
  const added = normalQuantile(power) * Math.sqrt(variance / rows)
  const more = Math.min(added, neither)
  const found = newcombePaired(
    {
      both: both * rows,
      onlyFirst: (onlyFirst + more) * rows,
      onlySecond: onlySecond * rows,
      neither: (neither - more) * rows,
    },
    { confidence: 0.9 },
  )
  return found.kind === 'value' ? found.high : 1
}

/** As many rows of the kind there are as say what so many independent ones would: always more than there are. */
function planned(independent: number, { rows, effectiveRows }: EffectFigures, atLimit: string): Statistic {
  if (independent === Infinity) return undefinedStatistic(atLimit)
  const needed = Math.ceil((independent * rows) / effectiveRows)
  return needed > mostPlannedRows ? undefinedStatistic(tooManyRows) : value(Math.max(needed, rows + 1))
}

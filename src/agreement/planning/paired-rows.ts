import { bisect } from '../intervals/bisect.ts'
import { normalQuantile } from '../intervals/normal-quantile.ts'
import { type Statistic, undefinedStatistic, value } from '../statistic.ts'

/** How a comparison is planned: a test of one side or of two, and its chance to see what is there. */
export interface PlanOptions {
  sided?: 'one' | 'two'
  /** Default 0.8. */
  power?: number
  /** The test's chance to see what is not there; default 0.05. */
  level?: number
}

/**
 * The rows on which McNemar's test sees a drop in accuracy, where exactly one of the two judges is right on the share
 * `discordance` of rows (Connor 1987): n = ((z_a sqrt(pd) + z_b sqrt(pd - d²)) / d)². Two-sided by default.
 * Undefined when the drop is larger than the discordance allows.
 *
 * @throws RangeError unless drop is above 0 and discordance is within 0 to 1
 */
export function rowsForDrop(
  drop: number,
  discordance: number,
  { sided = 'two', power = 0.8, level = 0.05 }: PlanOptions = {},
): Statistic {
  requirePositive(drop, 'drop')
  requireDiscordance(discordance)
  if (drop > discordance) {
    return undefinedStatistic('the drop is larger than the share of rows on which one judge alone is right')
  }
  return value(Math.ceil(connor(drop, discordance, { sided, power, level })))
}

/**
 * The smallest drop in accuracy that McNemar's test sees on n rows: `rowsForDrop` turned round. One-sided by default,
 * as the regression gate is. A drop larger than the discordance brings its own: then every change is for the worse.
 * With a `tolerance` (default 0) the drop found must be larger than that too. Undefined on fewer rows than show any
 * drop at all.
 *
 * @throws RangeError unless n is above 0 and discordance is within 0 to 1
 */
export function smallestDrop(
  n: number,
  discordance: number,
  { sided = 'one', power = 0.8, level = 0.05, tolerance = 0 }: PlanOptions & { tolerance?: number } = {},
): Statistic {
  requirePositive(n, 'number of rows')
  requireDiscordance(discordance)
  const needsMore = (drop: number) => {
    const changed = Math.max(discordance, drop)
    const least = Math.max(scoreOf(sided, level) * Math.sqrt(changed / n), tolerance)
    return drop < least + normalQuantile(power) * Math.sqrt((changed - drop * drop) / n)
  }
  if (needsMore(1)) return undefinedStatistic('there are too few rows')
  return value(bisect(0, 1, needsMore))
}

/**
 * The rows that show the first judge to be not worse than the second by more than `margin` (one-sided at 5 %), where
 * the two are equally good and exactly one of them is right on the share `discordance` of rows:
 * n = (z_a + z_b)² pd / margin². At least 1.
 *
 * @throws RangeError unless margin is above 0 and discordance is within 0 to 1
 */
export function rowsForNonInferiority(
  margin: number,
  discordance: number,
  { power = 0.8 }: { power?: number } = {},
): number {
  requireDiscordance(discordance)
  return rowsForMeanDifference(margin, discordance, { sided: 'one', power })
}

/**
 * The rows that show a difference between two means of paired scores (Miller 2024): n = (z_a + z_b)² variance /
 * difference², where `variance` is that of one row's difference of scores: omega² + sigma_A² / K_A + sigma_B² / K_B for
 * K repeats with a run-to-run variance of sigma². Two-sided by default. At least 1.
 *
 * @throws RangeError unless difference is above 0 and variance is 0 or more
 */
export function rowsForMeanDifference(
  difference: number,
  variance: number,
  { sided = 'two', power = 0.8, level = 0.05 }: PlanOptions = {},
): number {
  requirePositive(difference, 'difference')
  if (!(variance >= 0)) throw new RangeError(`A variance of 0 or more was expected, got ${variance}.`)
  const scores = scoreOf(sided, level) + normalQuantile(power)
  return Math.max(1, Math.ceil((scores * scores * variance) / (difference * difference)))
}

/**
 * The rows that each of two independent samples needs to see a change from one share to another (Fleiss, Levin and Paik
 * 2003, without continuity correction): what it costs not to judge the same rows twice. Two-sided by default.
 *
 * @throws RangeError unless both shares are within 0 to 1 and differ
 */
export function rowsPerSample(
  before: number,
  after: number,
  { sided = 'two', power = 0.8, level = 0.05 }: PlanOptions = {},
): number {
  if (!(Math.min(before, after) >= 0 && Math.max(before, after) <= 1 && before !== after)) {
    throw new RangeError(`Two different shares from 0 to 1 were expected, got ${before} and ${after}.`)
  }
  const mean = (before + after) / 2
  const pooled = 2 * mean * (1 - mean)
  const apart = before * (1 - before) + after * (1 - after)
  const deviation = scoreOf(sided, level) * Math.sqrt(pooled) + normalQuantile(power) * Math.sqrt(apart)
  return Math.ceil((deviation / (before - after)) ** 2)
}

function connor(drop: number, discordance: number, { sided, power, level }: Required<PlanOptions>): number {
  const spread = Math.sqrt(Math.max(0, discordance - drop * drop))
  return ((scoreOf(sided, level) * Math.sqrt(discordance) + normalQuantile(power) * spread) / drop) ** 2
}

function scoreOf(sided: 'one' | 'two', level: number): number {
  return normalQuantile(1 - (sided === 'one' ? level : level / 2))
}

function requirePositive(number: number, what: string): void {
  if (!(number > 0 && number < Infinity))
    throw new RangeError(`A ${what} above 0 was expected, got ${number}.`)
}

function requireDiscordance(discordance: number): void {
  if (!(discordance >= 0 && discordance <= 1)) {
    throw new RangeError(`A share of discordant rows from 0 to 1 was expected, got ${discordance}.`)
  }
}

import { binomialDistribution } from '../intervals/binomial-distribution.ts'
import { mcnemar } from '../paired/mcnemar.ts'

/**
 * The exact chance, in [0, 1], that the regression gate blocks a judge on n independent rows: that one-sided McNemar
 * mid-p is below `level` (0.05) and the drop found is larger than `tolerance` (0.02). Exactly one of old and new judge
 * is right on the share `discordance` of rows, and the true accuracy falls by `drop` (0: unchanged; below 0: better).
 * It sums the trinomial distribution over the number of discordant rows.
 *
 * @throws RangeError unless n is an integer of 0 or more, discordance within 0 to 1 and drop within the discordance
 */
export function regressionBlockChance(
  n: number,
  discordance: number,
  drop: number,
  { tolerance = 0.02, level = 0.05 }: { tolerance?: number; level?: number } = {},
): number {
  if (!(Number.isInteger(n) && n >= 0))
    throw new RangeError(`An integer of 0 or more was expected, got ${n}.`)
  if (!(discordance >= 0 && discordance <= 1 && Math.abs(drop) <= discordance)) {
    throw new RangeError(
      `A discordance within 0 to 1 and a drop within it were expected, got ${discordance} and ${drop}.`,
    )
  }
  return discordance === 0 ? 0 : blockChance(fewestToBlock(n, { tolerance, level }), discordance, drop)
}

/** A chance is not summed further where less than this is left of it. */
const negligible = 1e-12

/**
 * For each number of discordant rows, from 0 to n, the fewest that must be for the old judge alone so that the gate
 * blocks; one more than there are where none do.
 */
export function fewestToBlock(
  n: number,
  { tolerance = 0.02, level = 0.05 }: { tolerance?: number; level?: number } = {},
): number[] {
  const blocks = (onlyOld: number, onlyNew: number) =>
    (onlyOld - onlyNew) / n > tolerance + 1e-12 && mcnemar(onlyOld, onlyNew).midPOneSided < level
  let fewest = 1
  return Array.from({ length: n + 1 }, (_, discordant) => {
    while (fewest <= discordant && !blocks(fewest, discordant - fewest)) fewest++
    return fewest
  })
}

/** As `regressionBlockChance`, from `fewestToBlock`: for many drops on the same number of rows. */
export function blockChance(fewest: readonly number[], discordance: number, drop: number): number {
  const n = fewest.length - 1
  const onlyOldShare = (discordance + drop) / (2 * discordance)
  let [chance, before] = [0, binomialDistribution(0, n, discordance)]
  for (let discordant = 1; discordant <= n; discordant++) {
    const upTo = binomialDistribution(discordant, n, discordance)
    const own = upTo - before
    before = upTo
    const most = discordant - (fewest[discordant] ?? discordant + 1)
    if (own > negligible && most >= 0)
      chance += own * binomialDistribution(most, discordant, 1 - onlyOldShare)
    if (1 - upTo < negligible) break
  }
  return chance
}

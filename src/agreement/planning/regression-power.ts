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
  if (discordance === 0) return 0
  const blocks = (onlyOld: number, onlyNew: number) =>
    (onlyOld - onlyNew) / n > tolerance + 1e-12 && mcnemar(onlyOld, onlyNew).midPOneSided < level
  const onlyOldShare = (discordance + drop) / (2 * discordance)
  let [chance, fewest, before] = [0, 1, binomialDistribution(0, n, discordance)]
  for (let discordant = 1; discordant <= n; discordant++) {
    while (fewest <= discordant && !blocks(fewest, discordant - fewest)) fewest++
    const upTo = binomialDistribution(discordant, n, discordance)
    const tail = binomialDistribution(discordant - fewest, discordant, 1 - onlyOldShare)
    chance += (upTo - before) * tail
    before = upTo
  }
  return chance
}

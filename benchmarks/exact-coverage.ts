import { type Interval, wilsonInterval } from '../src/agreement/index.ts'
import { clopperPearsonInterval } from '../src/agreement/intervals/clopper-pearson-interval.ts'
import { jeffreysInterval } from '../src/agreement/intervals/jeffreys-interval.ts'
import { newcombeDifference } from '../src/agreement/intervals/newcombe-difference.ts'
import { tangoInterval } from '../src/agreement/paired/tango-interval.ts'
import { agreementOf, type JudgeWorld, type PairedWorld } from './exact-gates.ts'
import { binomialProbabilities, chanceOverPairs, trinomialProbability } from './probability.ts'

/** The intervals for one share that coverage is computed of. */
export const shareIntervals = {
  Wilson: wilsonInterval,
  'Clopper-Pearson': clopperPearsonInterval,
  Jeffreys: jeffreysInterval,
} as const

/** How often a 95 % interval for a share holds the true one, exactly: the sum over the binomial. */
export function shareCoverage(method: keyof typeof shareIntervals, n: number, share: number): number {
  return binomialProbabilities(n, share).reduce(
    (sum, chance, successes) => (holds(shareIntervals[method](successes, n, {}), share) ? sum + chance : sum),
    0,
  )
}

/** How often the 95 % intervals of kappa and of balanced accuracy hold the true one, exactly. */
export function judgeCoverage(
  criterion: 'kappa' | 'balanced accuracy',
  { rows, recalls }: JudgeWorld,
): number {
  const expected = { pass: rows.pass * recalls.pass, fail: rows.fail * recalls.fail }
  const { kappa, balancedAccuracy } = agreementOf(rows, expected)
  const truth = criterion === 'kappa' ? kappa.estimate : balancedAccuracy.estimate
  const passing = binomialProbabilities(rows.pass, recalls.pass)
  const failing = binomialProbabilities(rows.fail, recalls.fail)
  return chanceOverPairs(
    (pass, fail) => (passing[pass] as number) * (failing[fail] as number),
    [rows.pass, rows.fail],
    (pass, fail) => {
      const found = agreementOf(rows, { pass, fail })
      const interval = criterion === 'kappa' ? found.kappa : found.balancedAccuracy
      return truth.kind === 'value' && holds(interval, truth.value)
    },
  )
}

/** How often Newcombe's interval holds the difference of two shares, of n rows each, exactly. */
export function newcombeCoverage(n: number, first: number, second: number): number {
  const [ofFirst, ofSecond] = [binomialProbabilities(n, first), binomialProbabilities(n, second)]
  return chanceOverPairs(
    (left, right) => (ofFirst[left] as number) * (ofSecond[right] as number),
    [n, n],
    (left, right) => {
      const found = newcombeDifference(left, n, right, n)
      return found.kind === 'value' && holds(found, first - second)
    },
  )
}

/** How often Tango's interval holds the true drop of a judge on the same rows, exactly. */
export function tangoCoverage({ n, discordance, drop }: PairedWorld): number {
  const rates = [(discordance + drop) / 2, (discordance - drop) / 2] as const
  return chanceOverPairs(
    (before, now) => (before + now > n ? 0 : trinomialProbability(n, [before, now], rates)),
    [n, n],
    (before, now) => holds(tangoInterval(before, now, n), drop),
  )
}

/** An end that differs from the truth by rounding alone still holds it. */
function holds({ low, high }: Interval, truth: number): boolean {
  return low <= truth + 1e-12 && truth - 1e-12 <= high
}

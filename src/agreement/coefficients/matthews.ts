import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { marginsOf } from '../margins.ts'
import type { Tally } from '../tally.ts'

/**
 * Matthews' correlation coefficient, for two labels (Matthews 1975; it is phi) and more (Gorodkin 2004). An unscored
 * verdict is a value that no truth has. Undefined, not 0, where all truths or all verdicts are one value.
 */
export function matthewsCorrelation(tally: Tally): Statistic {
  if (tally.refusal !== undefined) return undefinedStatistic(tally.refusal)
  const { weight, truths, verdicts, agreed } = marginsOf(tally)
  if (weight === 0) return undefinedStatistic('there are no rows')
  if (truths.size < 2) return undefinedStatistic('every truth is the same value')
  if (verdicts.size < 2) return undefinedStatistic('every verdict is the same value')
  let [both, ofTruths, ofVerdicts] = [0, 0, 0]
  for (const [label, truth] of truths) both += truth * (verdicts.get(label) ?? 0)
  for (const truth of truths.values()) ofTruths += truth * truth
  for (const verdict of verdicts.values()) ofVerdicts += verdict * verdict
  const total = weight * weight
  return value((agreed * weight - both) / Math.sqrt((total - ofTruths) * (total - ofVerdicts)))
}

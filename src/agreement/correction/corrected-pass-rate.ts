import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import { groupedInterval, labelledGroups } from './grouped-interval.ts'
import { type GroupCounts, type LabelledCounts, labelsIn, type UnlabelledCounts } from './judged-counts.ts'
import { powerInfluence, predictionPowered } from './ppi.ts'
import { recallInfluence, roganGladen } from './rogan-gladen.ts'

/** The pass rate of the system under test, as the judge sees it and with the judge's errors taken out. */
export interface CorrectedPassRate {
  /** What the judge says of the unlabelled rows. */
  observed: Statistic
  corrected: Statistic
  /** Ends of the two-sided 95 % interval of `corrected`; 0 and 1 where it is undefined. */
  low: number
  high: number
  method: 'ppi++' | 'rogan-gladen'
  labelled: number
  unlabelled: number
}

/** Fewest labels, and of each class, at which the normal interval of PPI++ covers about what it promises. */
const fewestLabels = { all: 100, ofEachClass: 10 }

/**
 * Corrects the pass rate of unlabelled rows by rows that have both truth and verdict. With PPI++ where the
 * labels are a random sample of the same rows, at least 100 of them and 10 of each class; else (too few, or
 * drawn so that the classes are balanced) with Rogan and Gladen's estimator and the interval of Lee et al.
 * `groups` holds the counts of the same rows by group, where rows of one group are not independent: the interval is
 * then `groupedInterval`'s, and PPI++ takes labels in as good as 100 groups of one size. Undefined, in words, where a
 * class has no labels, where pass-recall + fail-recall - 1 is not above 0.1, and without unlabelled rows.
 *
 * @throws RangeError unless all counts are whole numbers
 */
export function correctedPassRate({
  labelled,
  unlabelled,
  labelsAre,
  groups,
}: {
  labelled: LabelledCounts
  unlabelled: UnlabelledCounts
  labelsAre: 'random' | 'balanced'
  groups?: readonly GroupCounts[] | undefined
}): CorrectedPassRate {
  const { truePasses, falseFails, falsePasses, trueFails } = labelled
  const labels = labelsIn(labelled)
  const independent = groups === undefined ? labels : labelledGroups(groups)
  const enough =
    independent >= fewestLabels.all &&
    Math.min(truePasses + falseFails, falsePasses + trueFails) >= fewestLabels.ofEachClass
  const method = labelsAre === 'random' && enough ? 'ppi++' : 'rogan-gladen'
  const byRecalls = roganGladen(labelled, unlabelled)
  // What the recalls cannot correct is refused for both methods: PPI++ would only repeat the labels.
  const found =
    method === 'ppi++' && byRecalls.kind === 'value' ? predictionPowered(labelled, unlabelled) : byRecalls
  return {
    observed:
      unlabelled.n === 0
        ? undefinedStatistic('there are no unlabelled rows')
        : value(unlabelled.passes / unlabelled.n),
    corrected: found.kind === 'value' ? value(found.rate) : undefinedStatistic(found.reason),
    ...intervalOf(found),
    method,
    labelled: labels,
    unlabelled: unlabelled.n,
  }

  function intervalOf(rate: ReturnType<typeof predictionPowered>) {
    if (rate.kind === 'undefined') return { low: 0, high: 1 }
    if (groups === undefined) return { low: rate.low, high: rate.high }
    const influence =
      rate.lambda === undefined
        ? recallInfluence(labelled, unlabelled, rate.rate)
        : powerInfluence(labelled, unlabelled, rate.lambda)
    return groupedInterval(groups, rate, influence)
  }
}

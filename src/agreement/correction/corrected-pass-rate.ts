import { type Statistic, undefinedStatistic, value } from '../statistic.ts'
import type { LabelledCounts, UnlabelledCounts } from './judged-counts.ts'
import { predictionPowered } from './ppi.ts'
import { roganGladen } from './rogan-gladen.ts'

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
 * Undefined, in words, where a class has no labels, where pass-recall + fail-recall - 1 is not above 0.1, and
 * without unlabelled rows.
 *
 * @throws RangeError unless all counts are whole numbers
 */
export function correctedPassRate({
  labelled,
  unlabelled,
  labelsAre,
}: {
  labelled: LabelledCounts
  unlabelled: UnlabelledCounts
  labelsAre: 'random' | 'balanced'
}): CorrectedPassRate {
  const { truePasses, falseFails, falsePasses, trueFails } = labelled
  const [passing, failing] = [truePasses + falseFails, falsePasses + trueFails]
  const labels = passing + failing
  const enough = labels >= fewestLabels.all && Math.min(passing, failing) >= fewestLabels.ofEachClass
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
    low: found.kind === 'value' ? found.low : 0,
    high: found.kind === 'value' ? found.high : 1,
    method,
    labelled: labels,
    unlabelled: unlabelled.n,
  }
}

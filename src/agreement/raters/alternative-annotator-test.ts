import type { JudgeValue } from '../../contract/index.ts'
import { studentDistribution } from '../intervals/student-distribution.ts'
import { benjaminiYekutieli } from '../paired/benjamini-yekutieli.ts'
import { type Ratings, requireRaters } from './ratings.ts'

/** How the judge fares against one annotator in standing for the others. */
export interface AnnotatorContest {
  annotator: string
  /** Units that this annotator, at least one other and the judge rated. */
  rows: number
  /** How many clusters of one size would say as much as theirs; absent where each unit stands for itself. */
  effectiveClusters?: number
  /** Share of rows on which the judge agrees with the others at least as well as the annotator does. */
  judgeAdvantage: number
  /** Share of rows on which the annotator agrees with the others at least as well as the judge does. */
  annotatorAdvantage: number
  /** One-sided, of the judge being worse by epsilon or more; adjusted for all annotators together. */
  adjustedP: number
  beaten: boolean
}

/** The outcome of the alternative annotator test, or in words why it cannot be held. */
export type AlternativeAnnotatorTest =
  | {
      kind: 'value'
      /** True when the judge beats at least half of the annotators. */
      passes: boolean
      /** Share of the annotators that the judge beats. */
      winningRate: number
      /** The mean over annotators of the judge's advantage; it ranks judges. */
      advantageProbability: number
      /** Those with rows enough, in the order of `raters`. */
      annotators: AnnotatorContest[]
    }
  | { kind: 'undefined'; reason: string }

const fewestRows = 30
const fewestAnnotators = 3
/** Fewer clusters than 20 to 50 are few for a variance over clusters (Cameron and Miller 2015). */
const fewestClusters = 20

/**
 * The alternative annotator test (Calderon, Reichart and Dror, ACL 2025): may the judge stand in for one of
 * the annotators? Each annotator with at least 30 rows is left out in turn, and judge and annotator are
 * compared by how far they are from the remaining ones: a paired t-test of "the judge's advantage is smaller
 * by `epsilon` or more", corrected for several annotators by Benjamini and Yekutieli at 0.05. `epsilon` is
 * what the judge's lower cost is worth: 0.2 against experts, 0.15 (the default) against skilled annotators,
 * 0.1 against crowd workers. `distance` between two values is by default 0 for the same and 1 for different
 * ones; numbers may take the square of their difference. `verdicts[unit]` is the judge's value; units without
 * one are left out, but for those marked in `unscored`, where the judge was asked and fell silent: there the annotator
 * is nearer. `clusters[unit]` names what units have in common, one
 * without a name standing for itself: deviations are then summed over each
 * cluster before they are squared, with the factor G / (G - 1) (Liang and Zeger 1986), the variance is never less
 * than that of independent units, t has one degree of freedom less than there are clusters of one size (Kish), and
 * an annotator needs 20 such. Undefined with fewer than three annotators who have rows enough: with two it would
 * only say whom the judge resembles more.
 *
 * @throws RangeError when a unit has another number of places than there are raters, or epsilon is not within
 *   0 and 1
 */
export function alternativeAnnotatorTest(
  ratings: Ratings,
  raters: readonly string[],
  verdicts: readonly (JudgeValue | undefined)[],
  {
    epsilon = 0.15,
    distance = isDifferent,
    clusters,
    unscored,
  }: {
    epsilon?: number
    distance?: (left: JudgeValue, right: JudgeValue) => number
    clusters?: readonly (string | undefined)[] | undefined
    unscored?: readonly boolean[] | undefined
  } = {},
): AlternativeAnnotatorTest {
  requireRaters(ratings, raters)
  if (!(epsilon >= 0 && epsilon <= 1)) {
    throw new RangeError(`An epsilon within 0 and 1 was expected, got ${epsilon}.`)
  }
  const contests = raters
    .map((annotator, place) => {
      const outcomes = outcomesAgainst(ratings, place, verdicts, distance, unscored)
      return { annotator, outcomes, ...meanOf(outcomes, clusters) }
    })
    .filter(
      ({ outcomes, effectiveClusters }) =>
        outcomes.length >= fewestRows && effectiveClusters >= fewestClusters,
    )
  if (contests.length < fewestAnnotators) {
    const groups = clusters === undefined ? '' : ` in as good as ${fewestClusters} groups of one size or more`
    return {
      kind: 'undefined',
      reason:
        `${contests.length} of ${raters.length} annotators rated ${fewestRows} judged rows or more together ` +
        `with another${groups}, and at least ${fewestAnnotators} are needed`,
    }
  }
  const adjusted = benjaminiYekutieli(contests.map((contest) => lossProbability(contest, epsilon)))
  const annotators = contests.map(({ annotator, outcomes, effectiveClusters }, index) => {
    const shareOf = (side: -1 | 1) => outcomes.filter(([, own]) => own !== side).length / outcomes.length
    const adjustedP = adjusted[index] ?? 1
    return {
      annotator,
      rows: outcomes.length,
      ...(clusters !== undefined && { effectiveClusters }),
      judgeAdvantage: shareOf(1),
      annotatorAdvantage: shareOf(-1),
      adjustedP,
      beaten: adjustedP <= 0.05,
    }
  })
  const winningRate = annotators.filter(({ beaten }) => beaten).length / annotators.length
  const advantages = annotators.reduce((sum, { judgeAdvantage }) => sum + judgeAdvantage, 0)
  return {
    kind: 'value',
    passes: winningRate >= 0.5,
    winningRate,
    advantageProbability: advantages / annotators.length,
    annotators,
  }
}

/** A unit, and -1 where the judge is nearer to the others, 1 where the annotator is, 0 for neither. */
type Outcome = readonly [unit: number, side: number]

function outcomesAgainst(
  ratings: Ratings,
  place: number,
  verdicts: readonly (JudgeValue | undefined)[],
  distance: (left: JudgeValue, right: JudgeValue) => number,
  unscored?: readonly boolean[],
): Outcome[] {
  return ratings.flatMap((ratingsOfUnit, unit): Outcome[] => {
    const [own, verdict] = [ratingsOfUnit[place], verdicts[unit]]
    const others = ratingsOfUnit.filter((rating, other) => rating !== undefined && other !== place)
    if (own === undefined || others.length === 0) return []
    if (verdict === undefined) return unscored?.[unit] === true ? [[unit, 1]] : []
    let [excess, all] = [0, 0]
    for (const other of others) {
      if (other === undefined) continue
      const [ofJudge, ofOwn] = [distance(verdict, other), distance(own, other)]
      excess += ofJudge - ofOwn
      all += ofJudge + ofOwn
    }
    // Equal distances may differ by rounding.
    return [[unit, Math.abs(excess) <= 1e-9 * all ? 0 : Math.sign(excess)]]
  })
}

interface MeanOutcome {
  mean: number
  variance: number
  effectiveClusters: number
}

/** The mean outcome; without clusters each unit is one, and the variance is the usual one of a mean. */
function meanOf(
  outcomes: readonly Outcome[],
  clusters: readonly (string | undefined)[] | undefined,
): MeanOutcome {
  const n = outcomes.length
  const mean = outcomes.reduce((sum, [, own]) => sum + own, 0) / n
  const sums = new Map<string | number, { units: number; deviation: number }>()
  let squares = 0
  for (const [unit, own] of outcomes) {
    const cluster = clusters?.[unit] ?? unit
    const { units, deviation } = sums.get(cluster) ?? { units: 0, deviation: 0 }
    sums.set(cluster, { units: units + 1, deviation: deviation + own - mean })
    squares += (own - mean) ** 2
  }
  let [clusterSquares, sizeSquares] = [0, 0]
  for (const { units, deviation } of sums.values()) {
    clusterSquares += deviation ** 2
    sizeSquares += units ** 2
  }
  const varianceOver = (sum: number, count: number) => (sum * count) / (count - 1) / n ** 2
  return {
    mean,
    variance: Math.max(varianceOver(squares, n), varianceOver(clusterSquares, sums.size)),
    effectiveClusters: n ** 2 / sizeSquares,
  }
}

/** The p-value of "the mean outcome is `epsilon` or more" against "it is less", by Student's t. */
function lossProbability({ mean, variance, effectiveClusters }: MeanOutcome, epsilon: number): number {
  if (variance === 0) return mean < epsilon ? 0 : 1
  return studentDistribution((mean - epsilon) / Math.sqrt(variance), effectiveClusters - 1)
}

/** The distance that suits values: the square of their difference where all are numbers, else whether they differ. */
export function distanceOf(
  ratings: Ratings,
  verdicts: readonly (JudgeValue | undefined)[],
): (left: JudgeValue, right: JudgeValue) => number {
  const given = [...ratings.flat(), ...verdicts].filter((own) => own !== undefined)
  if (!given.every((own) => typeof own === 'number')) return isDifferent
  return (left, right) => (Number(left) - Number(right)) ** 2
}

function isDifferent(left: JudgeValue, right: JudgeValue): number {
  return Number(left !== right)
}

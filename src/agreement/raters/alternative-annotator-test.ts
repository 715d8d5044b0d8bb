import type { JudgeValue } from '../../contract/index.ts'
import { studentDistribution } from '../intervals/student-distribution.ts'
import { benjaminiYekutieli } from '../paired/benjamini-yekutieli.ts'
import { type Ratings, requireRaters } from './ratings.ts'

/** How the judge fares against one annotator in standing for the others. */
export interface AnnotatorContest {
  annotator: string
  /** Units that this annotator, at least one other and the judge rated. */
  rows: number
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

/**
 * The alternative annotator test (Calderon, Reichart and Dror, ACL 2025): may the judge stand in for one of
 * the annotators? Each annotator with at least 30 rows is left out in turn, and judge and annotator are
 * compared by how far they are from the remaining ones: a paired t-test of "the judge's advantage is smaller
 * by `epsilon` or more", corrected for several annotators by Benjamini and Yekutieli at 0.05. `epsilon` is
 * what the judge's lower cost is worth: 0.2 against experts, 0.15 (the default) against skilled annotators,
 * 0.1 against crowd workers. `distance` between two values is by default 0 for the same and 1 for different
 * ones; numbers may take the square of their difference. `verdicts[unit]` is the judge's value; units without
 * one are left out. Undefined with fewer than three annotators who have rows enough: with two it would only
 * say whom the judge resembles more.
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
  }: { epsilon?: number; distance?: (left: JudgeValue, right: JudgeValue) => number } = {},
): AlternativeAnnotatorTest {
  requireRaters(ratings, raters)
  if (!(epsilon >= 0 && epsilon <= 1)) {
    throw new RangeError(`An epsilon within 0 and 1 was expected, got ${epsilon}.`)
  }
  const contests = raters
    .map((annotator, place) => ({ annotator, outcomes: outcomesAgainst(ratings, place, verdicts, distance) }))
    .filter(({ outcomes }) => outcomes.length >= fewestRows)
  if (contests.length < fewestAnnotators) {
    return {
      kind: 'undefined',
      reason:
        `${contests.length} of ${raters.length} annotators rated ${fewestRows} judged rows or more together ` +
        `with another, and at least ${fewestAnnotators} are needed`,
    }
  }
  const adjusted = benjaminiYekutieli(contests.map(({ outcomes }) => lossProbability(outcomes, epsilon)))
  const annotators = contests.map(({ annotator, outcomes }, index) => {
    const shareOf = (side: -1 | 1) => outcomes.filter((outcome) => outcome !== side).length / outcomes.length
    const adjustedP = adjusted[index] ?? 1
    return {
      annotator,
      rows: outcomes.length,
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

/**
 * For each row of an annotator: -1 where the judge is nearer to the others, 1 where the annotator is, 0 for
 * neither.
 */
function outcomesAgainst(
  ratings: Ratings,
  place: number,
  verdicts: readonly (JudgeValue | undefined)[],
  distance: (left: JudgeValue, right: JudgeValue) => number,
): number[] {
  return ratings.flatMap((unit, row) => {
    const [own, verdict] = [unit[place], verdicts[row]]
    const others = unit.filter((rating, other) => rating !== undefined && other !== place)
    if (own === undefined || verdict === undefined || others.length === 0) return []
    let excess = 0
    for (const other of others) {
      if (other !== undefined) excess += distance(verdict, other) - distance(own, other)
    }
    return [Math.sign(excess)]
  })
}

/** The p-value of "the mean outcome is `epsilon` or more" against "it is less", by Student's t. */
function lossProbability(outcomes: readonly number[], epsilon: number): number {
  const n = outcomes.length
  const mean = outcomes.reduce((sum, outcome) => sum + outcome, 0) / n
  const squares = outcomes.reduce((sum, outcome) => sum + (outcome - mean) ** 2, 0)
  if (squares === 0) return mean < epsilon ? 0 : 1
  return studentDistribution((mean - epsilon) / Math.sqrt(squares / (n - 1) / n), n - 1)
}

function isDifferent(left: JudgeValue, right: JudgeValue): number {
  return Number(left !== right)
}

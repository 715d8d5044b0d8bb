import type { PairedFigures } from '../agreement/index.ts'
import { count, formatCount, formatP, points, signedPoints } from './format.ts'

/** What the difference of two judges on the same rows means, with its figures and the judges' names. */
export function explainDifference(comparison: PairedFigures, first: string, second: string): string[] {
  const { rows, onlyFirst, onlySecond, difference, low, high } = comparison
  const sure =
    low > 0
      ? `all of the interval is above 0, so ${first} is better`
      : high < 0
        ? `all of the interval is below 0, so ${second} is better`
        : 'the interval holds 0, so neither is shown to be better'
  return [
    `${signedPoints(difference)} points [${points(low)}, ${points(high)}]: accuracy of ${first} less that of ${second} on the same ${count(rows, 'row')}; on all such rows it may well be anything within the interval (19 out of 20 made like it hold the true figure); ${sure}.`,
    `only one right on ${formatCount(onlyFirst)} and ${formatCount(onlySecond)}: nothing but the rows on which exactly one of the two is right can tell them apart.`,
  ]
}

/** What the printed p-values of a comparison mean. */
export function explainPValues({ exact, midP }: PairedFigures): string[] {
  return [
    `exact McNemar p ${formatP(exact)}, mid-p ${formatP(midP)}: the chance of a difference as large as this or larger, either way, if the two were equally good; the exact one errs on the careful side, the mid-p is nearer the mark.`,
  ]
}

/** What the smallest difference means that a comparison says it would see. */
export const smallestDropMeaning =
  'four times in five: a real difference of that size would be found significant on so many rows in four of five tries; a smaller one is easily missed, so that finding none is no proof that there is none.'

/** What Holm's adjustment means. */
export const holmMeaning =
  'after Holm: several comparisons are several chances to be fooled; each is asked for more, so that all together are wrong one time in twenty at most.'

/** What intervals by resampling mean. */
export const resampledMeaning =
  'resampled: rows (or whole groups) are drawn again at random, with repetition, from those at hand; how far a figure then moves shows how far it may be off.'

/** What a flip rate means. */
export const flipsMeaning =
  'the verdict changed: so often the judge said something else of the same answer when asked again; two judges that differ no more than that may as well be one judge asked twice.'

/** What the number of independent rows means. */
export const independentRowsMeaning =
  'independent rows: rows of one group tend to be right or wrong together, so they say less than as many rows that have nothing in common; intervals and tests allow for it.'

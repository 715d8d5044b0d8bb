import type { JudgeValue } from '../../contract/index.ts'
import { clopperPearsonInterval } from '../intervals/clopper-pearson-interval.ts'
import { normalQuantile } from '../intervals/normal-quantile.ts'
import { measureAgreement } from '../measure-agreement.ts'
import { type Ratings, requireRaters } from './ratings.ts'

/** A rater who says the opposite of the others. */
export interface ContraryRater {
  rater: string
  /** Units that the rater and, with one voice, the others rated. */
  units: number
  /** Of those, the ones on which the rater said what the others did. */
  agreed: number
  /**
   * What was measured: Cohen's kappa, of numbers Spearman's rank correlation, and where one of two values is too rare
   * for kappa to tell, agreement beyond even chances: 2 p - 1, where p is the share of units agreed on.
   */
  measure: 'kappa' | 'rank correlation' | 'even chances'
  estimate: number
  /** Upper end of its 95 % interval: below 0, which is what chance would give. */
  high: number
  /** Raters of whom the same can be said with the same right: of two who contradict each other, who is wrong? */
  rivals: string[]
}

/** With fewer units than this, contradiction may be chance, whatever an interval says. */
const fewestUnits = 5

/**
 * Finds raters whose agreement with the others is surely below chance, as when somebody mistakes the scale, or rates
 * in bad faith. Where there are two values, to agree on fewer than half of the units, surely (Clopper and Pearson's 95 %
 * interval), is to say the opposite, too: where one of them is rare, even kappa of a rater who always does is not surely
 * below 0. On each unit a rater is held against the value that most of the others gave (for numbers their mean);
 * units on which these are not of one mind count for nothing. The most contrary rater is taken out, and the rest held
 * against each other again, so that one bad rater discredits no good one. Raters in `trusted` have a voice and are
 * never found: the truth, where it is known.
 *
 * @throws RangeError when a unit has another number of places than there are raters
 */
export function contraryRaters(
  ratings: Ratings,
  raters: readonly string[],
  trusted: ReadonlySet<string> = new Set(),
): ContraryRater[] {
  requireRaters(ratings, raters)
  const found: ContraryRater[] = []
  const out = new Set<number>()
  for (;;) {
    const contrary = raters.flatMap((rater, place) =>
      out.has(place) || trusted.has(rater) ? [] : (againstOthers(ratings, rater, place, out) ?? []),
    )
    const [worst] = contrary.toSorted(
      (left, right) =>
        left.high - right.high || right.units - left.units || (left.rater < right.rater ? -1 : 1),
    )
    if (worst === undefined) return found
    const equals = contrary.filter(({ high, units }) => high === worst.high && units === worst.units)
    for (const one of equals) {
      const rivals = equals.filter((other) => other !== one).map(({ rater }) => rater)
      found.push({ ...one, rivals })
      out.add(raters.indexOf(one.rater))
    }
  }
}

function againstOthers(
  ratings: Ratings,
  rater: string,
  place: number,
  out: ReadonlySet<number>,
): ContraryRater | undefined {
  const isNumeric = ratings.every((unit) =>
    unit.every((value) => value === undefined || typeof value === 'number'),
  )
  const judgements = ratings.flatMap((unit) => {
    const verdict = unit[place]
    const others = unit
      .filter((_, other) => other !== place && !out.has(other))
      .filter((value) => value !== undefined)
    const truth = isNumeric ? meanOf(others) : mostOf(others)
    return verdict === undefined || truth === undefined ? [] : [{ truth, verdict }]
  })
  if (judgements.length < fewestUnits) return undefined
  const { kappa, agreed, numeric } = measureAgreement(judgements)
  const units = judgements.length
  const correlation = numeric?.spearman
  const measures: Measured[] = []
  if (isNumeric && correlation?.kind === 'value') {
    const high = rankCorrelationHigh(correlation.value, units)
    measures.push({ measure: 'rank correlation', estimate: correlation.value, high })
  }
  if (!isNumeric && kappa.estimate.kind === 'value')
    measures.push({ measure: 'kappa', estimate: kappa.estimate.value, high: kappa.high })
  if (!isNumeric && new Set(ratings.flat().filter((value) => value !== undefined)).size === 2) {
    const high = 2 * clopperPearsonInterval(agreed, units).high - 1
    measures.push({ measure: 'even chances', estimate: (2 * agreed) / units - 1, high })
  }
  const surely = measures.find(({ high }) => high < 0)
  return surely && { rater, units, agreed, ...surely, rivals: [] }
}

type Measured = Pick<ContraryRater, 'measure' | 'estimate' | 'high'>

/** By Fisher's transformation, with the variance of Fieller, Hartley and Pearson (1957). */
function rankCorrelationHigh(correlation: number, units: number): number {
  const bounded = Math.max(-1 + 1e-9, Math.min(1 - 1e-9, correlation))
  return Math.tanh(Math.atanh(bounded) + normalQuantile(0.975) * Math.sqrt(1.06 / (units - 3)))
}

/** The value given most often; undefined where there is none, or several. */
function mostOf(values: readonly JudgeValue[]): JudgeValue | undefined {
  const counts = [...Map.groupBy(values, (value) => value)].toSorted(
    ([, left], [, right]) => right.length - left.length,
  )
  const [first, second] = counts
  return first === undefined || first[1].length === second?.[1].length ? undefined : first[0]
}

function meanOf(values: readonly JudgeValue[]): number | undefined {
  return values.length === 0
    ? undefined
    : values.reduce((sum: number, value) => sum + Number(value), 0) / values.length
}

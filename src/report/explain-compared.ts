import type { Agreement } from '../agreement/index.ts'
import { type Compared, sidesOf, smallestDropText } from './compared.ts'
import { changeMeaning, changeRemarks } from './describe-change.ts'
import { shiftMeaning } from './describe-shift.ts'
import { clusterTexts } from './describe-agreement.ts'
import { explainKappa, explainNumeric } from './explain-agreement.ts'
import { flipsMeaning, independentRowsMeaning, resampledMeaning } from './explain-comparison.ts'
import type { Drawn } from './figure-differences.ts'
import { formatShareInterval } from './format.ts'
import { explainComparison } from './render-comparison.ts'

/** What the numbers of comparisons mean, a sentence each, with the figures of the first that has any. */
export function explainCompared(
  compared: readonly Compared[],
  { drawn }: { drawn?: Drawn | undefined },
): string[] {
  const measured = compared.filter(({ summary }) => summary.comparison.kind === 'value')
  const [example] = measured
  if (example === undefined) {
    return compared.some(({ shift }) => shift?.cause !== undefined) ? [shiftMeaning] : []
  }
  const { first, second, summary, adjustedMidP } = example
  return [
    ...explainSide(first, summary.first),
    ...explainComparison(summary.comparison, [first, second], {
      smallestDrop: smallestDropText(summary),
      adjustedMidP,
    }),
    ...(measured.some((one) => changeRemarks(one).length > 0) ? [changeMeaning] : []),
    ...(compared.some(({ shift }) => shift?.cause !== undefined) ? [shiftMeaning] : []),
    ...(drawn !== undefined && measured.some((one) => one.summary.figures !== undefined)
      ? [resampledMeaning]
      : []),
    ...(measured.some(({ sameJudge, summary: { flips } }) => sameJudge && flips.flips.n > 0)
      ? [flipsMeaning]
      : []),
    ...(measured.some((one) => clusterTexts(sidesOf(one)).length > 0) ? [independentRowsMeaning] : []),
  ]
}

function explainSide(name: string, agreement: Agreement): string[] {
  const { accuracy, numeric } = agreement
  return [
    `accuracy ${formatShareInterval(accuracy)}: on so many of these rows ${name} agrees with the truth; in brackets, what its accuracy on all such rows may well be.`,
    explainKappa(agreement),
    ...(numeric === undefined ? [] : explainNumeric(numeric)),
  ]
}

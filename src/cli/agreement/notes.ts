import { fewGroups } from '../../agreement/index.ts'
import { drawnText, figureDifferences, resampledEnds, scoredRowsTexts } from '../../report/index.ts'
import type { AgreementOutcome } from './outcome.ts'
import { count } from '../count.ts'

/** Of which rows the figures are, as sentences. */
export function rowNotes({ files, truth, comparison, warnings }: AgreementOutcome): string[] {
  const { onlyFirst = 0, onlySecond = 0, dropped = 0 } = comparison?.leftOut ?? {}
  return [
    ...files.map(({ file, rows, withoutTruth, withoutGroup = 0 }) => {
      const without = withoutTruth > 0 ? `, ${withoutTruth} of them left out: nothing in ${truth}` : ''
      const alone =
        withoutGroup > 0 ? `, ${withoutGroup} of them without a group, each taken for its own` : ''
      return `${file}: ${count(rows, 'row')}${without}${alone}.`
    }),
    ...(onlyFirst + onlySecond > 0
      ? [
          `Only rows that both files have: ${onlyFirst} of the first and ${onlySecond} of the second left out.`,
        ]
      : []),
    ...(dropped > 0
      ? [`Not compared, as a verdict is missing and was dropped: ${count(dropped, 'row')}.`]
      : []),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ]
}

/** What belongs below one judge's figures, as sentences. */
export function judgeNotes(
  { agreement, unscored, slices, clusterBootstrap }: AgreementOutcome['judges'][number],
  { unscored: policy, bootstrap }: AgreementOutcome,
): string[] {
  const { refusal, truthPassRate, accuracy } = agreement
  const isNarrow = (accuracy.effectiveClusters ?? Infinity) < fewGroups
  return [
    `Unscored: ${count(unscored, 'row')}, ${became(policy)} (--unscored ${policy}).`,
    ...(refusal === undefined && truthPassRate.estimate.kind === 'undefined'
      ? ['Which values pass is not known: say so with --positive.']
      : []),
    ...(clusterBootstrap === undefined
      ? []
      : [
          `Clusters resampled (${drawnText(bootstrap)}): accuracy ${resampledEnds(clusterBootstrap.accuracy)}, kappa ${resampledEnds(clusterBootstrap.kappa)}.${isNarrow ? ` With fewer than some ${fewGroups} groups these are too narrow: believe the intervals above.` : ''}`,
        ]),
    ...(slices !== undefined && slices.withoutValue > 0
      ? [`In no slice, for want of a value: ${count(slices.withoutValue, 'row')}.`]
      : []),
  ]
}

/** What belongs below the comparison of two judges, as sentences. */
export function comparisonNotes({ comparison, bootstrap, judges, unscored }: AgreementOutcome): string[] {
  if (comparison === undefined || comparison.paired.kind === 'undefined') return []
  const [first, second] = judges
  // What is dropped is dropped from both.
  const isOfEach = unscored === 'wrong' && first !== undefined && second !== undefined
  return [
    ...figureDifferences(comparison, bootstrap),
    ...(isOfEach ? scoredRowsTexts(first.agreement, second.agreement) : []),
  ]
}

/** In one sentence, what difference the rows could show. */
export function smallestDropNote({ comparison }: AgreementOutcome): string | undefined {
  if (comparison === undefined) return undefined
  const { smallestDrop } = comparison
  return smallestDrop.kind === 'value'
    ? `so many rows show a difference of ${(100 * smallestDrop.value).toFixed(1)} points or more four times in five`
    : `no difference could have been seen: ${smallestDrop.reason}`
}

function became(policy: string): string {
  if (policy === 'wrong') return 'counted as wrong'
  return policy === 'drop' ? 'left out' : `taken for ${policy.slice('map:'.length)}`
}

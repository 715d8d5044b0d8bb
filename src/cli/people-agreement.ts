import { type AnnotatorAgreement, annotatorAgreement, percent, type Statistic } from '../agreement/index.ts'
import type { Feedback, JudgeValue } from '../contract/index.ts'
import { standingFeedback } from '../feedback/index.ts'

/**
 * How people agree among themselves in feedback: a yardstick for a judge aligned with them. Undefined where no two of
 * them spoke of one sample.
 */
export function peopleAgreement(log: readonly Feedback[]): AnnotatorAgreement | undefined {
  const people = standingFeedback(log).filter(({ source }) => source.type === 'HUMAN')
  const names = [...new Set(people.map(({ source }) => source.name))].sort()
  const samples = [...Map.groupBy(people, ({ sampleId }) => sampleId).values()]
  if (!samples.some((lines) => lines.length > 1)) return undefined
  const ratings = samples.map((lines) => {
    const values = new Map(lines.map(({ source, value }): [string, JudgeValue] => [source.name, value]))
    return names.map((name) => values.get(name))
  })
  return annotatorAgreement(ratings, names)
}

/** What that says before a judge learns from them: observed agreement, kappa and alpha, or of numbers how far apart. */
export function peopleText({
  units,
  observed,
  fleiss,
  alpha,
  numeric,
  pairwise,
}: AnnotatorAgreement): string {
  const agreed = observed.kind === 'value' ? percent(observed.value) : 'an unknown share'
  const [pair] = pairwise.length === 1 ? pairwise : []
  const figures =
    numeric === undefined
      ? [
          pair === undefined ? figure("Fleiss' kappa", fleiss) : figure('kappa', pair.kappa),
          figure("Krippendorff's alpha", alpha),
        ]
      : [
          figure('apart on average', numeric.meanAbsoluteDifference),
          figure("Krippendorff's interval alpha", numeric.alpha),
        ]
  const known = figures.filter((text) => text !== undefined)
  const added = known.length === 0 ? '' : ` (${known.join(', ')})`
  return `where several spoke of a sample (${units}), they agree in ${agreed} of pairs${added}: a yardstick for the judge`
}

function figure(name: string, statistic: Statistic): string | undefined {
  return statistic.kind === 'value' ? `${name} ${statistic.value.toFixed(2)}` : undefined
}

import {
  type AnnotatorAgreement,
  annotatorAgreement,
  type ContraryRater,
  contraryRaters,
  percent,
  type Statistic,
} from '../agreement/index.ts'
import {
  type Feedback,
  type JudgeDefinition,
  type JudgeValue,
  type RunRow,
  truthOf,
} from '../contract/index.ts'
import { standingFeedback } from '../feedback/index.ts'
import { toTaughtValue } from '../judge/index.ts'

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

/** A person whose values contradict those of the others. */
export interface DoubtfulPerson extends Omit<ContraryRater, 'rater'> {
  name: string
  /** Whether the truth of the suite is among those that the person was held against. */
  withTruth: boolean
}

/** The suite's truth among raters: a name that no person has. */
const truth = '\0truth'

/**
 * People who say the opposite of the other people, and of the suite's truth where it is known, more surely than chance
 * would have it: they may have the scale the wrong way round, or mean harm. Held-out feedback counts too, as it says
 * as much of a person.
 */
export function doubtfulPeople(
  { name, valueType }: JudgeDefinition,
  rows: readonly RunRow[],
  log: readonly Feedback[],
): DoubtfulPerson[] {
  const truths = new Map(
    rows.flatMap((row) => {
      const value = row.sampleId === undefined ? undefined : truthOf(row, name)
      return row.sampleId === undefined || value === undefined ? [] : [[row.sampleId, value]]
    }),
  )
  const people = standingFeedback(log).flatMap((line) => {
    const value = line.source.type === 'HUMAN' ? toTaughtValue(valueType, line.value) : undefined
    return value === undefined ? [] : [{ ...line, value }]
  })
  const raters = [...new Set(people.map(({ source }) => source.name))].sort()
  const ratings = [...Map.groupBy(people, ({ sampleId }) => sampleId)].map(([sampleId, lines]) => {
    const values = new Map(lines.map(({ source, value }): [string, JudgeValue] => [source.name, value]))
    return [...raters.map((rater) => values.get(rater)), truths.get(sampleId)]
  })
  const withTruth = ratings.some((unit) => unit.at(-1) !== undefined)
  return contraryRaters(ratings, [...raters, truth], new Set([truth])).map(({ rater, ...facts }) => ({
    name: rater,
    ...facts,
    withTruth,
  }))
}

/** What is to be said of a person whose values contradict those of the others. */
export function doubtfulText(person: DoubtfulPerson): string {
  const { name, units, agreed, measure, estimate, rivals, withTruth } = person
  const others =
    rivals.length > 0 ? rivals.join(' and ') : withTruth ? 'the others and the truth' : 'the others'
  const same = `the same value on ${agreed} of ${units} samples`
  const agreement = {
    kappa: `${same}, kappa ${estimate.toFixed(2)}`,
    'even chances': `${same}, surely fewer than half`,
    'rank correlation': `rank correlation ${estimate.toFixed(2)} on ${units} samples`,
  }[measure]
  const question =
    rivals.length > 0 ? 'who of them has the values the wrong way round?' : 'the values the wrong way round?'
  return `${name} says the opposite of ${others} (${agreement}): ${question} To take them out: npx vitest-judge unalign --annotator ${name}`
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

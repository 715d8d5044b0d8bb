import { type JudgeValue, type Memory, type RunRow, type RunVerdict, verdictsOf } from '../contract/index.ts'

/** How unsure a judge is of a sample; larger is less sure. */
export interface Doubt {
  /**
   * Of the verdicts on it, all repeats and both forms, in [0, 1]: 0 where all are the same, 1 where two values have as
   * many as each other or none is scored.
   */
  verdicts: number
  /**
   * Of the examples that its aligned form was shown, in [0, 1]: 0 where all have one value, 1 where two values have as
   * many as each other; 0 without examples, or where their values are not known.
   */
  examples: number
  /** Cosine similarity of the nearest of those examples to the sample; 0 where there is no such doubt. */
  similarity: number
}

/** From here on examples make a sample uncertain: of three to five, only a bare majority has one value. */
const leastExampleDoubt = 0.5

/** True where the forms or the repeats differ, one is unscored, or the examples are of both kinds. */
export function isUncertain({ verdicts, examples }: Doubt): boolean {
  return verdicts > 0 || examples > leastExampleDoubt
}

/**
 * How unsure a judge is of one sample, from all rows of it: one less the margin between the values that most and second
 * most verdicts have, as shares of all that were asked (Scheffer, Decomain and Wrobel 2001, "Active hidden Markov models
 * for information extraction"; votes of a committee as in Settles 2009, "Active learning literature survey"). An unscored
 * verdict speaks for no value.
 *
 * @param exampleValues the value of each sample that may have been shown as an example
 */
export function doubtOf(
  rows: readonly RunRow[],
  judgeName: string,
  exampleValues: ReadonlyMap<string, JudgeValue>,
): Doubt {
  const asked = rows
    .flatMap((row) => verdictsOf(row, judgeName))
    .filter(({ outcome }) => outcome !== 'not-asked')
  const values = asked.map((verdict) => (verdict.outcome === 'scored' ? verdict.value : undefined))
  const [nearest = { examples: 0, similarity: 0 }] = asked
    .map((verdict) => exampleDoubt(verdict, exampleValues))
    .toSorted((left, right) => right.examples - left.examples || right.similarity - left.similarity)
  return { verdicts: spread(values), ...nearest }
}

/**
 * The values of a memory's episodes, by sample; none where the memory shows examples of every value on purpose, for then
 * they say nothing of the sample.
 */
export function exampleValuesOf({
  episodes,
  recall,
}: Pick<Memory, 'episodes' | 'recall'>): Map<string, JudgeValue> {
  if (recall?.balance === true) return new Map()
  return new Map(episodes.map(({ sampleId, value }) => [sampleId, value]))
}

function exampleDoubt(
  verdict: RunVerdict,
  exampleValues: ReadonlyMap<string, JudgeValue>,
): Omit<Doubt, 'verdicts'> {
  const { examples = [], similarity = 0 } = (verdict.outcome === 'scored' && verdict.guidance) || {}
  const values = examples.flatMap((sampleId) => exampleValues.get(sampleId) ?? [])
  const doubt = spread(values)
  return { examples: doubt, similarity: doubt === 0 ? 0 : similarity }
}

/**
 * One less the margin of the most frequent value over the second, as shares of all; what is undefined counts among all,
 * and for no value. 0 of nothing.
 */
function spread(values: readonly (JudgeValue | undefined)[]): number {
  if (values.length === 0) return 0
  const known = values.filter((value) => value !== undefined)
  const [most = 0, second = 0] = [...Map.groupBy(known, (value) => value).values()]
    .map(({ length }) => length)
    .toSorted((left, right) => right - left)
  return (values.length - most + second) / values.length
}

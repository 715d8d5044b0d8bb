import { type AnnotatorAgreement, annotatorAgreement } from '../agreement/index.ts'
import type { Feedback, JudgeValue } from '../contract/index.ts'
import { standingFeedback } from '../feedback/index.ts'

/**
 * How people agree among themselves in feedback: what no judge aligned with them can exceed. Undefined where no two
 * of them spoke of one sample.
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

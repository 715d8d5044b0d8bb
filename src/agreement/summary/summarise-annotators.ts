import type { JudgeValue, RunRow } from '../../contract/index.ts'
import {
  type AlternativeAnnotatorTest,
  alternativeAnnotatorTest,
} from '../raters/alternative-annotator-test.ts'
import { type AnnotatorAgreement, annotatorAgreement } from '../raters/annotator-agreement.ts'
import { verdictOf } from './judgements.ts'

/** How people agree among themselves on what a judge is asked: the ceiling for any judge of it. */
export interface AnnotatorSummary extends AnnotatorAgreement {
  /** Their names, sorted. */
  annotators: string[]
  /** Whether the judge may stand in for one of them (Calderon and others 2025). */
  alternative: AlternativeAnnotatorTest
}

/** The agreement of people who spoke of the same samples; undefined where no sample has two voices. */
export function summariseAnnotators(rows: readonly RunRow[], judge: string): AnnotatorSummary | undefined {
  const given = rows.map((row) => verdictOf(row, judge)?.annotations ?? [])
  if (!given.some((annotations) => annotations.length > 1)) return undefined
  const annotators = [...new Set(given.flatMap((voices) => voices.map(({ annotator }) => annotator)))].sort()
  const ratings = given.map((voices) => {
    const values = new Map(voices.map(({ annotator, value }): [string, JudgeValue] => [annotator, value]))
    return annotators.map((annotator) => values.get(annotator))
  })
  const verdicts = rows.map((row) => {
    const verdict = verdictOf(row, judge)
    return verdict?.outcome === 'scored' ? verdict.value : undefined
  })
  return {
    annotators,
    ...annotatorAgreement(ratings, annotators),
    alternative: alternativeAnnotatorTest(ratings, annotators, verdicts),
  }
}

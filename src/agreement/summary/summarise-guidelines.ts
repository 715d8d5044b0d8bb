import type { RunRow } from '../../contract/index.ts'
import { verdictOf } from './judgements.ts'

/** How many of its guidelines an aligned judge was given, where a budget of tokens left some out. */
export interface GuidelineSummary {
  /** How many stood in the prompt, at the median of the verdicts; of two in the middle the fewer. */
  shown: number
  /** How many there are. */
  of: number
}

/** Looks through the guidance of a judge's verdicts; undefined where no guideline was left out. */
export function summariseGuidelines(rows: readonly RunRow[], judge: string): GuidelineSummary | undefined {
  const guided = rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    return verdict?.outcome === 'scored' && verdict.guidance !== undefined ? [verdict.guidance] : []
  })
  const of = Math.max(
    0,
    ...guided.map(({ guidelines, guidelinesLeftOut = 0 }) => guidelines + guidelinesLeftOut),
  )
  const shown = guided.map(({ guidelines }) => guidelines).toSorted((left, right) => left - right)
  const isCut = guided.some(({ guidelinesLeftOut = 0 }) => guidelinesLeftOut > 0)
  return isCut ? { shown: shown[Math.ceil(shown.length / 2) - 1] ?? 0, of } : undefined
}

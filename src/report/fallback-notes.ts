import type { RunSuite } from '../contract/index.ts'
import { count, list } from './format.ts'

/** Which judges had verdicts of another model than their own, which could not be had, and of which. */
export function fallbackNotes({ judges, rows }: Pick<RunSuite, 'judges' | 'rows'>): string[] {
  return judges.flatMap(({ id }) => {
    const scored = rows
      .flatMap(({ verdicts }) => verdicts)
      .flatMap((verdict) => (verdict.judge === id && verdict.outcome === 'scored' ? [verdict] : []))
    const given = scored.filter(({ fallback }) => fallback === true)
    if (given.length === 0) return []
    const models = [...new Set(given.map(({ model }) => model))].sort()
    return [
      `${id}: ${given.length} of ${count(scored.length, 'verdict')} are those of its fallback, ${list(models, 3)}; its own model could not be had.`,
    ]
  })
}

import { type RunRow, type RunVerdict, verdictsOf } from '../contract/index.ts'
import type { ReviewVerdict, ShownExample } from './api.ts'
import type { RunMemory } from './run-memory.ts'

/** All verdicts of both forms on a sample, by repeat, with what an aligned judge was shown. */
export function reviewVerdicts(rows: readonly RunRow[], name: string, memory: RunMemory): ReviewVerdict[] {
  return rows.flatMap((row) =>
    verdictsOf(row, name).map((verdict): ReviewVerdict => {
      const { judge } = verdict
      const shown = shownTo(verdict, judge === name ? {} : memory)
      if (verdict.outcome !== 'scored') {
        const why = verdict.outcome === 'unscored' ? verdict.reason : 'not asked'
        return { judge, repeat: row.repeat, unscored: `${why}: ${verdict.detail}`, ...shown }
      }
      const { value, rationale, guidelines } = verdict
      return {
        judge,
        repeat: row.repeat,
        value,
        rationale,
        ...(guidelines !== undefined && { guidelineVerdicts: guidelines }),
        ...shown,
      }
    }),
  )
}

type Shown = Pick<ReviewVerdict, 'guidelines' | 'examples' | 'notShown'>

/** The guidelines and examples of one verdict, from the memory that it was given with. */
function shownTo(verdict: RunVerdict, { memory, missing }: RunMemory): Shown {
  const guidance = verdict.outcome === 'scored' ? verdict.guidance : undefined
  if (guidance === undefined) return { guidelines: [], examples: [] }
  if (memory === undefined)
    return { guidelines: [], examples: [], ...(missing !== undefined && { notShown: missing }) }
  const ids = guidance.guidelineIds && new Set(guidance.guidelineIds)
  const guidelines = memory.guidelines
    .filter(({ id, muted }) => (ids === undefined ? !muted && guidance.guidelines > 0 : ids.has(id)))
    .map(({ text }) => text)
  const episodes = new Map(memory.episodes.map((episode) => [episode.sampleId, episode]))
  const examples = guidance.examples.flatMap((sampleId): ShownExample[] => {
    const episode = episodes.get(sampleId)
    if (episode === undefined) return []
    const { inputs, outputs, value, rationale } = episode
    return [{ sampleId, inputs, outputs, value, rationale }]
  })
  return { guidelines, examples }
}

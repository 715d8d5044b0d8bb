import { verdictOf } from '../summary/judgements.ts'
import { type AccuracyDifference, accuracyDifference } from './accuracy-difference.ts'
import type { ScoredJudgement } from './scored-judgement.ts'

/** An aligned judge by the nearest example that it was shown. */
export interface LikenessFigures {
  /** The median cosine similarity of the nearest example: rows at or above it are like those in memory. */
  similarity: number
  accuracy: AccuracyDifference
}

/**
 * Halves the rows by the similarity of the nearest example shown; undefined where no verdict says it, as with judges
 * that have no examples and in runs of earlier versions.
 */
export function likenessFigures(scored: readonly ScoredJudgement[], id: string): LikenessFigures | undefined {
  const known = scored.flatMap((judgement) => {
    const verdict = verdictOf(judgement.row, id)
    const similarity = verdict?.outcome === 'scored' ? verdict.guidance?.similarity : undefined
    return similarity === undefined ? [] : [{ judgement, similarity }]
  })
  const sorted = known.map(({ similarity }) => similarity).toSorted((left, right) => left - right)
  const median = sorted[Math.floor(sorted.length / 2)]
  if (median === undefined) return undefined
  const [like, unlike] = [true, false].map((isLike) =>
    known.filter(({ similarity }) => similarity >= median === isLike).map(({ judgement }) => judgement),
  ) as [ScoredJudgement[], ScoredJudgement[]]
  return { similarity: median, accuracy: accuracyDifference(like, unlike) }
}

import { shareIn, type Share } from '../share.ts'
import { tallyOf } from '../tally.ts'
import type { JudgementPair } from './compare-judges.ts'

/** How often a judge says something else of the same answer when asked again. */
export interface FlipRate {
  /** Pairs of scored verdicts, both given by the judge itself, whose values differ. */
  flips: Share
  /** Pairs left out because a verdict came from a recording: no evidence of anything. */
  recorded: number
  /** Pairs left out because a verdict is unscored. */
  unscored: number
}

/** The flip rate of two askings. Recorded verdicts are no evidence of it and are left out. */
export function flipRate(pairs: readonly JudgementPair[]): FlipRate {
  const asked = pairs.filter(({ first, second }) => !first.recorded && !second.recorded)
  const scored = asked.filter(
    ({ first, second }) => first.verdict !== undefined && second.verdict !== undefined,
  )
  const tally = tallyOf(
    scored.map(({ first: { verdict = false, weight, share, cluster, pickedByVerdict }, second }) => ({
      truth: verdict,
      verdict: second.verdict,
      weight,
      share,
      cluster,
      pickedByVerdict,
    })),
  )
  const recorded = pairs.length - asked.length
  const reason =
    recorded > 0 && asked.length === 0
      ? 'all verdicts came from recordings, so the judge was not asked again'
      : 'no answer was judged twice'
  return {
    flips: shareIn(tally, ({ truth, verdict }) => truth !== verdict, reason),
    recorded,
    unscored: asked.length - scored.length,
  }
}

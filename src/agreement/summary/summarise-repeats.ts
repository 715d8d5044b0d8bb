import type { JudgeValue } from '../../contract/index.ts'
import { agrees } from '../judgement.ts'
import { type Share, shareOf } from '../share.ts'
import { type RowJudgement, sampleKey } from './judgements.ts'

/** What asking again about the same answers showed. */
export interface RepeatSummary {
  /** Answers with two scored verdicts or more. */
  rows: number
  /** Those among them whose verdicts are not all the same. */
  flips: Share
  /** Answers whose most frequent verdict agrees with the truth; a tie has none. */
  majority: Share
}

/** Holds the repeats of each row against one another; undefined where no row was judged twice. */
export function summariseRepeats(judgements: readonly RowJudgement[]): RepeatSummary | undefined {
  const samples = [...Map.groupBy(judgements, ({ row }) => sampleKey(row)).values()]
  const repeated = samples.filter(
    (sample) => sample.filter(({ verdict }) => verdict !== undefined).length > 1,
  )
  if (repeated.length === 0) return undefined
  const flipped = repeated.filter((sample) => valuesOf(sample).size > 1)
  const right = samples.filter((sample) =>
    agrees({ truth: (sample[0] as RowJudgement).truth, verdict: majorityVerdict(sample) }),
  )
  return {
    rows: repeated.length,
    flips: shareOf(flipped.length, repeated.length),
    majority: shareOf(right.length, samples.length),
  }
}

/** The one most frequent scored verdict; undefined where several are, or none is. */
function majorityVerdict(sample: readonly RowJudgement[]): JudgeValue | undefined {
  const [first, second] = [...valuesOf(sample)].sort(([, left], [, right]) => right - left)
  return first !== undefined && first[1] !== second?.[1] ? first[0] : undefined
}

function valuesOf(sample: readonly RowJudgement[]): Map<JudgeValue, number> {
  const counts = new Map<JudgeValue, number>()
  for (const { verdict } of sample) {
    if (verdict !== undefined) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  }
  return counts
}

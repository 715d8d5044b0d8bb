import type { JudgeValue } from '../../contract/index.ts'
import { agrees } from '../judgement.ts'
import { type Share, shareIn } from '../share.ts'
import { tallyOf } from '../tally.ts'
import type { Statistic } from '../statistic.ts'
import { repeatNoise, type RepeatNoise, selfAgreement } from './repeat-noise.ts'
import { partsOf, type RowJudgement, sampleKey } from './judgements.ts'

/** What asking again about the same answers showed. Shares are of answers, weighted, and groups are clusters. */
export interface RepeatSummary {
  /** Answers with two scored verdicts or more. Repeats are recorded apart: recorded or not, each was asked for. */
  rows: number
  /** Those among them whose verdicts are not all the same. */
  flips: Share
  /** Answers whose most frequent verdict agrees with the truth; a tie has none. */
  majority: Share
  /** Answers with scored verdicts of which no one is the most frequent. */
  ties: number
  /** How often two verdicts on one answer are the same. */
  selfAgreement: Statistic
  /** How much of the accuracy's uncertainty is noise, and what more repeats would gain; absent where labels are refused. */
  noise?: RepeatNoise
}

/** An answer's judgements, one for each time that it was judged. */
type Sample = readonly [RowJudgement, ...RowJudgement[]]

/** Holds the repeats of each row against one another; undefined where no row was judged twice. */
export function summariseRepeats(judgements: readonly RowJudgement[]): RepeatSummary | undefined {
  const samples = [...Map.groupBy(judgements, ({ row }) => sampleKey(row)).values()].flatMap(
    ([first, ...others]): Sample[] => (first === undefined ? [] : [[first, ...others]]),
  )
  const repeated = samples.filter((sample) => scoredOf(sample).length > 1)
  if (repeated.length === 0) return undefined
  const noise = repeatNoise(samples)
  return {
    rows: repeated.length,
    flips: shareOfSamples(repeated, (sample) => valuesOf(sample).size > 1),
    majority: shareOfSamples(samples, (sample) =>
      agrees({ truth: sample[0].truth, verdict: majorityVerdict(sample) }),
    ),
    ties: samples.filter((sample) => scoredOf(sample).length > 0 && majorityVerdict(sample) === undefined)
      .length,
    selfAgreement: selfAgreement(samples),
    ...(noise !== undefined && { noise }),
  }
}

/** The weighted share of answers, each counted once; those of one group are a cluster. */
function shareOfSamples(samples: readonly Sample[], counts: (sample: Sample) => boolean): Share {
  const clusters = partsOf(samples.map(([{ row }]) => row))
  const tally = tallyOf(
    samples.map((sample, index) => {
      const [{ weight, pickedByVerdict }] = sample
      const cluster = clusters[index]?.cluster
      return { truth: true, verdict: counts(sample), weight, pickedByVerdict, cluster }
    }),
  )
  return shareIn(tally, ({ verdict }) => verdict === true)
}

function scoredOf(sample: Sample): RowJudgement[] {
  return sample.filter(({ verdict }) => verdict !== undefined)
}

/** The one most frequent scored verdict; undefined where several are, or none is. */
function majorityVerdict(sample: Sample): JudgeValue | undefined {
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

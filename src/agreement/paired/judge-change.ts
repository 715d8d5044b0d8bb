import type { JudgeValue } from '../../contract/index.ts'
import { agrees, type Judgement } from '../judgement.ts'
import { sameValue } from '../judge-value.ts'
import type { Interval } from '../intervals/wilson-interval.ts'
import { type Share, shareBounds, shareIn } from '../share.ts'
import { tallyOf } from '../tally.ts'
import { rowsForNonInferiority } from '../planning/paired-rows.ts'
import { comparePairTally, type PairedFigures, pairTally } from './compare-paired.ts'
import { tallyNewcombe } from './tally-newcombe.ts'

/**
 * What a change of a judge comes to, the second against the first: its accuracy `better` or `worse`; within the band
 * and hardly any verdict changed: `equivalent`; within the band and more verdicts changed than the band is wide:
 * `different`, though equally right. Else the rows do not tell: `equally-right` where only the verdicts that changed
 * are in doubt, `cannot-tell` where the accuracy is.
 */
export type ChangeOutcome = 'better' | 'worse' | 'equivalent' | 'different' | 'equally-right' | 'cannot-tell'

/** A changed judge against what it was, on the same answers. */
export type JudgeChange = JudgeChangeFigures | { kind: 'undefined'; reason: string }

/** What a change of a judge comes to. */
export interface JudgeChangeFigures extends Interval {
  kind: 'value'
  outcome: ChangeOutcome
  /** Differences of accuracy no larger than this count as none, in (0, 1). */
  band: number
  /** Accuracy of the second less that of the first; `low` and `high` are its 90 % interval, Newcombe's. */
  difference: number
  /** Answers of which the second says something else, among those scored by both. */
  changed: Share
  /** 90 % interval of `changed`. */
  changedBounds: Interval
  /** The rows on which two equally good judges would be shown to be so four times in five; where in doubt. */
  rowsNeeded?: number
}

/** An answer that both judged; an undefined verdict is unscored. */
export interface ChangedVerdict extends Omit<Judgement, 'verdict'> {
  first: JudgeValue | undefined
  second: JudgeValue | undefined
}

/**
 * Decides by two one-sided tests at 5 % (Schuirmann 1987): the 90 % interval of the difference within plus and minus
 * `band`. A difference whose 95 % interval leaves 0 out is one, unless it is so within the band.
 *
 * @throws RangeError unless 0 < band < 1
 */
export function judgeChange(verdicts: readonly ChangedVerdict[], band = 0.05): JudgeChange {
  if (!(band > 0 && band < 1)) throw new RangeError(`A band between 0 and 1 was expected, got ${band}.`)
  const tally = pairTally(
    verdicts.map(({ truth, first, second, ...rest }) => ({
      ...rest,
      first: agrees({ truth, verdict: second }),
      second: agrees({ truth, verdict: first }),
    })),
  )
  const figures = comparePairTally(tally)
  if (figures.kind === 'undefined') return figures
  const interval = tallyNewcombe(tally, figures, { confidence: 0.9 })
  if (interval.kind === 'undefined') return interval
  const changed = changedShare(verdicts)
  const changedBounds = shareBounds(changed, { confidence: 0.9 })
  const outcome = outcomeOf(figures, interval, changedBounds, band)
  const isInDoubt = outcome === 'cannot-tell' || outcome === 'equally-right'
  return {
    kind: 'value',
    outcome,
    band,
    difference: figures.difference,
    low: interval.low,
    high: interval.high,
    changed,
    changedBounds,
    ...(isInDoubt && { rowsNeeded: rowsForEquivalence(band, figures) }),
  }
}

function outcomeOf(figures: PairedFigures, ninety: Interval, changed: Interval, band: number): ChangeOutcome {
  if (ninety.low > -band && ninety.high < band) {
    return changed.high <= band ? 'equivalent' : changed.low > band ? 'different' : 'equally-right'
  }
  return figures.low > 0 ? 'better' : figures.high < 0 ? 'worse' : 'cannot-tell'
}

function changedShare(verdicts: readonly ChangedVerdict[]): Share {
  const tally = tallyOf(
    verdicts.flatMap(({ first, second, weight, share, cluster, pickedByVerdict }) =>
      first === undefined || second === undefined
        ? []
        : [{ truth: first, verdict: second, weight, share, cluster, pickedByVerdict }],
    ),
  )
  return shareIn(
    tally,
    ({ truth, verdict }) => verdict === undefined || !sameValue(truth, verdict),
    'no answer was scored by both',
  )
}

/** Never fewer than there are, for so many did not do; without a discordant row as if there were one. */
function rowsForEquivalence(band: number, { discordance, effectiveRows, rows }: PairedFigures): number {
  const alike = Math.max(discordance, 1 / rows)
  const needed = rowsForNonInferiority(band, alike, { power: 0.9 }) * (rows / effectiveRows)
  return Math.max(rows + 1, Math.ceil(needed))
}

import type { JudgeValue } from '../../contract/index.ts'
import { sameValue } from '../judge-value.ts'
import { type Share, shareIn } from '../share.ts'
import { tallyOf } from '../tally.ts'
import type { ScoredJudgement } from './scored-judgement.ts'

/** A verdict given to at least 95 % of the rows. */
export interface ConstantVerdict {
  value: JudgeValue
  share: Share
  /** The share of the same rows of which it is true. */
  truth: Share
}

const nearlyAll = 0.95
const fewestForConstant = 20

/** The verdict that nearly all of 20 rows or more have; undefined without one. */
export function constantVerdict(scored: readonly ScoredJudgement[]): ConstantVerdict | undefined {
  const tally = tallyOf(scored)
  if (tally.refusal !== undefined) return undefined
  const rows = Map.groupBy(scored, ({ verdict }) => verdict)
  const [most] = [...rows].sort(([, left], [, right]) => right.length - left.length)
  if (most === undefined) return undefined
  const [value] = most
  const share = shareIn(tally, ({ verdict }) => verdict !== undefined && sameValue(verdict, value))
  if (share.n < fewestForConstant || share.estimate.kind === 'undefined') return undefined
  if (share.estimate.value < nearlyAll) return undefined
  return { value, share, truth: shareIn(tally, ({ truth }) => sameValue(truth, value)) }
}

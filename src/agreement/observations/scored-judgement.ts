import type { JudgeValue } from '../../contract/index.ts'
import type { RowJudgement } from '../summary/judgements.ts'

/** A judgement with a verdict. */
export type ScoredJudgement = RowJudgement & { verdict: JudgeValue }

/** True where the judge gave a usable verdict. */
export function isScored(judgement: RowJudgement): judgement is ScoredJudgement {
  return judgement.verdict !== undefined
}

import { type JudgementPair, judgementsOf, pairJudgements, sameValue } from '../../agreement/index.ts'
import type { JudgeValue, RunRow, RunSuite } from '../../contract/index.ts'

/** A held-out row on which exactly one of two judges is right. */
export interface Flip {
  row: RunRow
  truth: JudgeValue
  /** Undefined where the verdict is unscored. */
  base: JudgeValue | undefined
  aligned: JudgeValue | undefined
}

/** The rows whose verdict was wrong and is right, and the reverse, in the order of the run; each repeat for itself. */
export function flipsOf(
  { rows }: Pick<RunSuite, 'rows'>,
  aligned: string,
  base: string,
): { better: Flip[]; worse: Flip[] } {
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  const pairs = pairJudgements(judgementsOf(heldOut, aligned), judgementsOf(heldOut, base))
  const flips = (wanted: (first: boolean, second: boolean) => boolean) =>
    pairs
      .filter(({ first, second }) => wanted(isRight(first), isRight(second)))
      .map(({ first, second }): Flip => ({
        row: first.row,
        truth: first.truth,
        base: second.verdict,
        aligned: first.verdict,
      }))
  return {
    better: flips((first, second) => first && !second),
    worse: flips((first, second) => second && !first),
  }
}

function isRight({ verdict, truth }: JudgementPair['first']): boolean {
  return verdict !== undefined && sameValue(truth, verdict)
}

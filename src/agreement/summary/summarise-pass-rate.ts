import type { Passing, RunRow } from '../../contract/index.ts'
import { correctedPassRate, type CorrectedPassRate } from '../correction/corrected-pass-rate.ts'
import { type RowJudgement, verdictOf } from './judgements.ts'

/**
 * The pass rate of the system under test on rows whose truth nobody knows, with the judge's errors, as the rows with
 * a truth show them, taken out. Undefined where every judged row has a truth, where it is not known which values
 * pass, and where rows were not picked with equal chances: then rows with and without a truth are not alike.
 */
export function summarisePassRate(
  rows: readonly RunRow[],
  judge: string,
  judgements: readonly RowJudgement[],
  passes: Passing | undefined,
): CorrectedPassRate | undefined {
  if (passes === undefined) return undefined
  const once = judgements.filter(({ row }) => row.repeat === 0)
  if (once.some(({ weight, pickedByVerdict }) => weight !== undefined || pickedByVerdict === true))
    return undefined
  const unlabelled = rows.flatMap((row) => {
    const verdict = verdictOf(row, judge)
    return verdict?.outcome === 'scored' && verdict.truth === undefined ? [passes(verdict.value)] : []
  })
  if (unlabelled.length === 0) return undefined
  const count = (ofTruth: boolean, ofVerdict: boolean) =>
    once.filter(
      ({ truth, verdict }) =>
        verdict !== undefined && passes(truth) === ofTruth && passes(verdict) === ofVerdict,
    ).length
  return correctedPassRate({
    labelled: {
      truePasses: count(true, true),
      falseFails: count(true, false),
      falsePasses: count(false, true),
      trueFails: count(false, false),
    },
    unlabelled: { passes: unlabelled.filter(Boolean).length, n: unlabelled.length },
    labelsAre: 'random',
  })
}

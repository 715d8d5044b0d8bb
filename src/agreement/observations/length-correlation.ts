import type { JudgeDefinition, JudgeValue, Passing } from '../../contract/index.ts'
import { partialSpearman, type RankCorrelation } from '../numeric/partial-spearman.ts'
import { refusalOfPickings } from '../summary/judgements.ts'
import { outputLength } from './output-length.ts'
import type { ScoredJudgement } from './scored-judgement.ts'

/**
 * The partial rank correlation of verdict and length of the output given the truth; above 0 where longer outputs get
 * better verdicts. Numbers count as they are (turned round where low ones pass), other values by whether they pass.
 */
export function lengthCorrelation(
  scored: readonly ScoredJudgement[],
  { passes: given, valueType }: JudgeDefinition,
  passes: Passing | undefined,
): RankCorrelation {
  const refusal = refusalOfPickings(scored)
  if (refusal !== undefined) return { kind: 'undefined', reason: refusal }
  const isLowGood = given !== undefined && 'atMost' in given
  const markOf = (value: JudgeValue) =>
    typeof value === 'number' ? (isLowGood ? -value : value) : Number(passes?.(value) === true)
  if (valueType.type !== 'number' && passes === undefined) {
    return { kind: 'undefined', reason: 'it is not known which values of the judge pass' }
  }
  return partialSpearman(
    scored.flatMap(({ row, truth, verdict, weight, share, cluster }) =>
      row.outputs === undefined
        ? []
        : [
            {
              first: markOf(verdict),
              second: outputLength(row.outputs),
              given: markOf(truth),
              weight,
              share,
              cluster,
            },
          ],
    ),
    { first: 'the verdict', second: 'the length of the output', given: 'the truth' },
  )
}

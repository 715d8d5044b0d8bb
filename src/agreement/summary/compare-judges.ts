import type { RunRow } from '../../contract/index.ts'
import { agrees } from '../judgement.ts'
import { comparePaired, type PairedComparison } from '../paired/compare-paired.ts'
import { judgementsOf, type RowJudgement, sampleKey } from './judgements.ts'

/** Two judgements of the same sample in the same repeat. */
export interface JudgementPair {
  first: RowJudgement
  second: RowJudgement
}

/** Pairs the judgements that two lists have in common, by row, answer and repeat. */
export function pairJudgements(
  first: readonly RowJudgement[],
  second: readonly RowJudgement[],
): JudgementPair[] {
  const others = new Map(second.map((judgement) => [keyOf(judgement), judgement]))
  return first.flatMap((judgement) => {
    const other = others.get(keyOf(judgement))
    return other === undefined ? [] : [{ first: judgement, second: other }]
  })
}

/** Compares judgements of the same samples. Weights, shares and clusters are those of the first. */
export function comparePairs(pairs: readonly JudgementPair[]): PairedComparison {
  return comparePaired(
    pairs.map(({ first, second }) => {
      const { weight, share, cluster, pickedByVerdict } = first
      return { first: agrees(first), second: agrees(second), weight, share, cluster, pickedByVerdict }
    }),
  )
}

/** Two judges of one suite on the rows where both were asked and the truth is known. */
export function compareJudges(rows: readonly RunRow[], first: string, second: string): PairedComparison {
  return comparePairs(pairJudgements(judgementsOf(rows, first), judgementsOf(rows, second)))
}

function keyOf({ row }: RowJudgement): string {
  return `${sampleKey(row)} ${row.repeat}`
}

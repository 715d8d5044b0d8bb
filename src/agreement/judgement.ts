import type { JudgeValue } from '../contract/index.ts'
import { sameValue } from './judge-value.ts'

/** What a perfect judge would say of a sample, and what the judge said; undefined stands for unscored. */
export interface Judgement {
  truth: JudgeValue
  verdict: JudgeValue | undefined
  /** The inverse of the chance with which the row was picked; from 1e-9 to 1e9, default 1. */
  weight?: number | undefined
  /** This judgement's part of its row: 1 / K where the row was judged K times; default 1. */
  share?: number | undefined
  /** Judgements of one cluster (a document, a conversation, the repeats of a row) are not independent. */
  cluster?: string | undefined
  /** True where the row was picked by what a judge said of it, or because it is hard: without a weight, no figure is to be had. */
  pickedByVerdict?: boolean | undefined
}

/** True when there is a verdict and it equals the truth. */
export function agrees({ truth, verdict }: Pick<Judgement, 'truth' | 'verdict'>): boolean {
  return verdict !== undefined && sameValue(truth, verdict)
}

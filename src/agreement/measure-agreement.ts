import type { JudgeValue, Passing } from '../contract/index.ts'
import { type ConfusionMatrix, confusionMatrix, type Judgement } from './confusion-matrix.ts'
import { compareByText, sameValue } from './judge-value.ts'
import { cohenKappa } from './coefficients/kappa.ts'
import { type Share, shareOf } from './share.ts'
import type { Statistic } from './statistic.ts'

/** How a judge agrees with the truth. Unscored rows never agree and stay in every denominator but kappa's. */
export interface Agreement {
  /** All judgements, unscored ones included. */
  rows: number
  unscored: number
  agreed: number
  /** Agreed rows among all rows. */
  accuracy: Share
  /** Rows that pass by the verdict, among rows that pass by the truth. */
  passRecall: Share
  /** Rows that fail by the verdict, among rows that fail by the truth. */
  failRecall: Share
  /** Cohen's kappa on the scored rows. */
  kappa: Statistic
  kappaStandardError: Statistic
  /** The baseline that always answers the most frequent truth (of several, the first by text). */
  majority: { value: JudgeValue | undefined; share: Share }
  confusion: ConfusionMatrix
}

/**
 * Measures how verdicts agree with truths. `passes` says which values pass; without it the two recalls are
 * undefined. The order of the judgements does not matter.
 */
export function measureAgreement(
  judgements: readonly Judgement[],
  { passes }: { passes?: Passing | undefined } = {},
): Agreement {
  const rows = judgements.length
  const agreed = judgements.filter(agrees).length
  const confusion = confusionMatrix(judgements)
  const { kappa, standardError } = cohenKappa(confusion.counts)
  return {
    rows,
    unscored: judgements.filter(({ verdict }) => verdict === undefined).length,
    agreed,
    accuracy: shareOf(agreed, rows),
    passRecall: recall(judgements, passes, true),
    failRecall: recall(judgements, passes, false),
    kappa,
    kappaStandardError: standardError,
    majority: majorityOf(confusion, rows),
    confusion,
  }
}

/** True when there is a verdict and it equals the truth. */
export function agrees({ truth, verdict }: Judgement): boolean {
  return verdict !== undefined && sameValue(truth, verdict)
}

function recall(judgements: readonly Judgement[], passes: Passing | undefined, side: boolean): Share {
  if (passes === undefined) return shareOf(0, 0, 'the judge does not say which values pass')
  const relevant = judgements.filter(({ truth }) => passes(truth) === side)
  const recalled = relevant.filter(({ verdict }) => verdict !== undefined && passes(verdict) === side)
  return shareOf(recalled.length, relevant.length, `no row's truth ${side ? 'passes' : 'fails'}`)
}

function majorityOf({ labels, counts, unscored }: ConfusionMatrix, rows: number): Agreement['majority'] {
  const truths = labels.map((label, index) => ({
    label,
    count: (counts[index] ?? []).reduce((total, count) => total + count, unscored[index] ?? 0),
  }))
  const [most] = truths.sort((a, b) => b.count - a.count || compareByText(a.label, b.label))
  return { value: most?.label, share: shareOf(most?.count ?? 0, rows) }
}

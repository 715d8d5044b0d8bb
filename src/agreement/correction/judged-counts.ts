/** Rows with a truth and a verdict: the noun is the verdict, the adjective whether it is right. */
export interface LabelledCounts {
  truePasses: number
  /** Rows that pass by the truth and fail by the verdict. */
  falseFails: number
  /** Rows that fail by the truth and pass by the verdict. */
  falsePasses: number
  trueFails: number
}

/** Rows with a verdict and no truth. */
export interface UnlabelledCounts {
  /** Rows that pass by the verdict. */
  passes: number
  n: number
}

/** The counts of rows that belong together: of a document, a conversation. */
export interface GroupCounts {
  labelled: LabelledCounts
  unlabelled: UnlabelledCounts
}

/** The true pass rate as estimated from a judge's verdicts, or in words why there is none. */
export type CorrectedRate =
  | {
      kind: 'value'
      rate: number
      standardError: number
      /** Ends of the two-sided 95 % interval, within 0 and 1. */
      low: number
      high: number
    }
  | { kind: 'undefined'; reason: string }

/** How many rows are labelled. */
export function labelsIn({ truePasses, falseFails, falsePasses, trueFails }: LabelledCounts): number {
  return truePasses + falseFails + falsePasses + trueFails
}

/**
 * Checks that both kinds of counts are whole numbers and that no more rows pass than there are.
 *
 * @throws RangeError when they are not
 */
export function requireCounts(labelled: LabelledCounts, unlabelled: UnlabelledCounts): void {
  const { truePasses, falseFails, falsePasses, trueFails } = labelled
  const { passes, n } = unlabelled
  for (const count of [truePasses, falseFails, falsePasses, trueFails, passes, n - passes]) {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(
        `Whole numbers of rows were expected, got ${JSON.stringify({ labelled, unlabelled })}.`,
      )
    }
  }
}

/** A number kept within 0 and 1. */
export function clip(number: number): number {
  return Math.max(0, Math.min(1, number))
}

import {
  passing,
  type JudgeValue,
  type Passing,
  type RunJudge,
  type RunRow,
  type RunVerdict,
  type Split,
  type TokenUsage,
} from '../../contract/index.ts'
import type { Judgement } from '../confusion-matrix.ts'
import { type Agreement, agrees, measureAgreement } from '../measure-agreement.ts'

/** What the id of an aligned judge ends in. */
export const alignedSuffix = '@aligned'

/** A scored verdict that differs from the truth. */
export interface Mismatch {
  row: RunRow
  verdict: JudgeValue
  truth: JudgeValue
  rationale: string
  /** True when the verdict passes and the truth does not: the costlier mistake. */
  wronglyPassed: boolean
}

/** One judge on one side of the split. */
export interface SplitSummary {
  /** On rows where the judge was asked and the truth is known. */
  agreement: Agreement
  /** Worst first: wrongly passed rows, then the others, each in row order. */
  mismatches: Mismatch[]
  /** Rows on which the judge was not asked. */
  notAsked: number
  /** Rows on which the judge was asked and no truth is known. */
  withoutTruth: number
}

/** One judge of a suite, measured. */
export interface JudgeSummary {
  id: string
  judge: RunJudge
  heldout: SplitSummary
  align: SplitSummary
  /** An aligned judge that has no memory yet, and so was never asked. */
  notAligned: boolean
  /** Verdicts asked for on all rows of both splits, repeats and rows without truth included. */
  asked: number
  /** Those of them that gave nothing usable. */
  unscored: number
  /** Tokens of all its verdicts that report any. */
  tokens: TokenUsage
}

/** Measures one judge on the rows of its suite. */
export function summariseJudge(judge: RunJudge, rows: readonly RunRow[]): JudgeSummary {
  const { id, definition } = judge
  const all = rows.flatMap((row) => verdictOf(row, id) ?? [])
  const asked = all.filter((verdict) => verdict.outcome !== 'not-asked')
  const tokens = asked.flatMap((verdict) => verdict.tokens ?? [])
  const passes = passing(definition)
  const counted = rows.filter(({ repeat }) => repeat === 0)
  const summarise = (split: Split) =>
    summariseSplit(
      id,
      passes,
      counted.filter((row) => row.split === split),
    )
  return {
    id,
    judge,
    heldout: summarise('heldout'),
    align: summarise('align'),
    notAligned: id.endsWith(alignedSuffix) && judge.memory === undefined,
    asked: asked.length,
    unscored: asked.filter(({ outcome }) => outcome === 'unscored').length,
    tokens: {
      prompt: tokens.reduce((total, { prompt }) => total + prompt, 0),
      completion: tokens.reduce((total, { completion }) => total + completion, 0),
    },
  }
}

/** The judgement of one judge on a row; undefined when it was not asked or no truth is known. */
export function judgementOf(row: RunRow, judge: string): Judgement | undefined {
  const verdict = verdictOf(row, judge)
  if (verdict?.truth === undefined || verdict.outcome === 'not-asked') return undefined
  return { truth: verdict.truth, verdict: verdict.outcome === 'scored' ? verdict.value : undefined }
}

function verdictOf(row: RunRow, judge: string): RunVerdict | undefined {
  return row.verdicts.find((verdict) => verdict.judge === judge)
}

function summariseSplit(id: string, passes: Passing | undefined, rows: readonly RunRow[]): SplitSummary {
  const verdicts = rows.flatMap((row) => verdictOf(row, id) ?? [])
  const judgements = rows.flatMap((row) => judgementOf(row, id) ?? [])
  const notAsked = verdicts.filter(({ outcome }) => outcome === 'not-asked').length
  return {
    agreement: measureAgreement(judgements, { passes }),
    mismatches: rows
      .flatMap((row) => mismatchOf(row, id, passes) ?? [])
      .sort((left, right) => Number(right.wronglyPassed) - Number(left.wronglyPassed)),
    notAsked,
    withoutTruth: verdicts.length - notAsked - judgements.length,
  }
}

function mismatchOf(row: RunRow, id: string, passes: Passing | undefined): Mismatch | undefined {
  const verdict = verdictOf(row, id)
  if (verdict?.outcome !== 'scored' || verdict.truth === undefined) return undefined
  const { truth, value, rationale } = verdict
  if (agrees({ truth, verdict: value })) return undefined
  const wronglyPassed = passes !== undefined && passes(value) && !passes(truth)
  return { row, verdict: value, truth, rationale, wronglyPassed }
}

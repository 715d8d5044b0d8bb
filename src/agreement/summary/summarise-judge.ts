import {
  passing,
  type JudgeValue,
  type Passing,
  type RunJudge,
  type RunRow,
  type Split,
} from '../../contract/index.ts'
import { agrees } from '../judgement.ts'
import { type Agreement, measureAgreement, type MeasureOptions } from '../measure-agreement.ts'
import { type SliceAgreement, sliceAgreements } from '../slices/slice-agreement.ts'
import { type AnnotatorSummary, summariseAnnotators } from './summarise-annotators.ts'
import { judgementsOf, teachingLabels, verdictOf } from './judgements.ts'
import { type GuidelineSummary, summariseGuidelines } from './summarise-guidelines.ts'
import { type LeakSummary, summariseLeaks } from './summarise-leaks.ts'
import { type PassRateSummary, summarisePassRate } from './summarise-pass-rate.ts'
import { type RepeatSummary, summariseRepeats } from './summarise-repeats.ts'
import { type UnscoredCount, unscoredCounts } from './unscored-counts.ts'

/** What the id of an aligned judge ends in. */
export const alignedSuffix = '@aligned'

/** A scored verdict that differs from the truth; of a row's repeats one that wrongly passes, else the first. */
export interface Mismatch {
  row: RunRow
  verdict: JudgeValue
  truth: JudgeValue
  rationale: string
  /** True when the verdict passes and the truth does not: the costlier mistake. */
  wronglyPassed: boolean
  /** How many of the times that the judge was asked about the row it was so; absent where that was once. */
  repeats?: { wrong: number; of: number }
}

/** One judge on one side of the split. */
export interface SplitSummary {
  /** On rows where the judge was asked and the truth is known. */
  agreement: Agreement
  /** A row each, worst first: wrongly passed rows, then the others; of these the more often wrong, in row order. */
  mismatches: Mismatch[]
  /** Rows on which the judge was not asked. */
  notAsked: number
  /** Rows on which the judge was asked and no truth is known. */
  withoutTruth: number
  /** What asking again showed, where rows were judged more than once. */
  repeats?: RepeatSummary
  /** Rows left out because their label was given on a mismatch or a hard row, where others were drawn to measure. */
  teaching?: number
  /** By tag; empty where rows have none. */
  slices: SliceAgreement[]
  /** How people agree among themselves, where two or more spoke of the same samples. */
  annotators?: AnnotatorSummary
  /** The pass rate on rows without a truth, corrected by those with one, where there are both. */
  passRate?: PassRateSummary
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
  /** Why those are unscored, the most frequent reason first. */
  unscoredCounts: UnscoredCount[]
  /** What its memory knew of the held-out rows, where it has one. */
  leaks?: LeakSummary
  /** How many of its guidelines it was given, where some were left out. */
  guidelines?: GuidelineSummary
}

/** Measures one judge on the rows of its suite. */
export function summariseJudge(judge: RunJudge, rows: readonly RunRow[]): JudgeSummary {
  const { id, definition } = judge
  const all = rows.flatMap((row) => verdictOf(row, id) ?? [])
  const asked = all.filter((verdict) => verdict.outcome !== 'not-asked')
  const options = measureOptions(definition)
  const summarise = (split: Split) =>
    summariseSplit(
      id,
      options,
      rows.filter((row) => row.split === split),
    )
  const leaks = summariseLeaks(rows, id)
  const guidelines = summariseGuidelines(rows, id)
  return {
    id,
    judge,
    heldout: summarise('heldout'),
    align: summarise('align'),
    notAligned: id.endsWith(alignedSuffix) && judge.memory === undefined,
    asked: asked.length,
    unscored: asked.filter(({ outcome }) => outcome === 'unscored').length,
    unscoredCounts: unscoredCounts(rows, id),
    ...(leaks !== undefined && { leaks }),
    ...(guidelines !== undefined && { guidelines }),
  }
}

/** How a judge's agreement is measured: which of its values pass, and how far its numbers may be off. */
export function measureOptions(definition: RunJudge['definition']): MeasureOptions {
  const { valueType } = definition
  const tolerance =
    valueType.type !== 'number' ? 0 : valueType.integer ? 1 : (valueType.max - valueType.min) / 10
  return { passes: passing(definition), tolerance }
}

function summariseSplit(id: string, options: MeasureOptions, rows: readonly RunRow[]): SplitSummary {
  const once = rows.filter(({ repeat }) => repeat === 0)
  const verdicts = once.flatMap((row) => verdictOf(row, id) ?? [])
  const judgements = judgementsOf(rows, id)
  const notAsked = verdicts.filter(({ outcome }) => outcome === 'not-asked').length
  const repeats = summariseRepeats(judgements)
  const annotators = summariseAnnotators(once, id)
  const agreement = measureAgreement(judgements, options)
  const passRate = summarisePassRate(once, id, options.passes, agreement.truthPassRate)
  const teaching = teachingLabels(once, id).size
  return {
    agreement,
    mismatches: [...Map.groupBy(rows, (row) => row.id).values()]
      .flatMap((repeats) => rowMismatch(repeats, id, options.passes) ?? [])
      .sort(byHarm),
    notAsked,
    withoutTruth: verdicts.filter(({ outcome, truth }) => outcome !== 'not-asked' && truth === undefined)
      .length,
    slices: sliceAgreements(judgements, options),
    ...(teaching > 0 && { teaching }),
    ...(repeats !== undefined && { repeats }),
    ...(annotators !== undefined && { annotators }),
    ...(passRate !== undefined && { passRate }),
  }
}

/** How a judge was wrong on a row, if in any of its repeats. */
function rowMismatch(
  repeats: readonly RunRow[],
  id: string,
  passes: Passing | undefined,
): Mismatch | undefined {
  const wrong = repeats.flatMap((row) => mismatchOf(row, id, passes) ?? [])
  const worst = wrong.find(({ wronglyPassed }) => wronglyPassed) ?? wrong[0]
  const of = repeats.filter((row) => (verdictOf(row, id)?.outcome ?? 'not-asked') !== 'not-asked').length
  return worst === undefined || of < 2 ? worst : { ...worst, repeats: { wrong: wrong.length, of } }
}

function byHarm(left: Mismatch, right: Mismatch): number {
  const times = ({ repeats }: Mismatch) => repeats?.wrong ?? 1
  return Number(right.wronglyPassed) - Number(left.wronglyPassed) || times(right) - times(left)
}

function mismatchOf(row: RunRow, id: string, passes: Passing | undefined): Mismatch | undefined {
  const verdict = verdictOf(row, id)
  if (verdict?.outcome !== 'scored' || verdict.truth === undefined) return undefined
  const { truth, value, rationale } = verdict
  if (agrees({ truth, verdict: value })) return undefined
  const wronglyPassed = passes !== undefined && passes(value) && !passes(truth)
  return { row, verdict: value, truth, rationale, wronglyPassed }
}

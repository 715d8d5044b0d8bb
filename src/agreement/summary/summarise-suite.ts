import type { RunRow, RunSuite } from '../../contract/index.ts'
import type { PairedComparison } from '../paired/compare-paired.ts'
import { compareJudges } from './compare-judges.ts'
import { alignedSuffix, type JudgeSummary, summariseJudge } from './summarise-judge.ts'

/** An aligned judge against its base, on held-out rows where both were asked and the truth is known. */
export interface AlignedComparison {
  /** Id of the aligned judge, the first of the comparison. */
  aligned: string
  /** Id of its base, the second. */
  base: string
  comparison: PairedComparison
}

/** What one suite of a run says of its judges. */
export interface SuiteSummary {
  name: string
  /** The eval file, relative to the project's root. */
  file: string
  /** In the order of the run. */
  judges: JudgeSummary[]
  /** One for each aligned judge that has a memory and whose base is in the suite. */
  comparisons: AlignedComparison[]
  /** Rows on which `predict` threw. */
  noOutputs: RunRow[]
  /** Pairs of row and judge where a person and the suite's `truth()` differ; an aligned judge counts as its base. */
  disputedTruths: number
  /** Further repeats of rows: no rows of their own. */
  repeats: number
}

const summaries = new WeakMap<RunSuite, SuiteSummary>()

/**
 * Measures every judge of a suite on held-out and on align rows. A row counts once: its repeats share its weight
 * and are one cluster. Made once for each object, which must not change: gates, report and what to do next all ask.
 */
export function summariseSuite(suite: RunSuite): SuiteSummary {
  const known = summaries.get(suite) ?? summarise(suite)
  summaries.set(suite, known)
  return known
}

function summarise(suite: RunSuite): SuiteSummary {
  const rows = suite.rows.filter(({ repeat }) => repeat === 0)
  const judges = suite.judges.map((judge) => summariseJudge(judge, suite.rows))
  const ids = new Set(judges.map(({ id }) => id))
  const disputed = rows.flatMap((row) =>
    row.verdicts
      .filter(({ truthDisputed }) => truthDisputed !== undefined)
      .map(({ judge }) => JSON.stringify([row.id, baseOf(judge)])),
  )
  return {
    name: suite.name,
    file: suite.file,
    judges,
    comparisons: judges
      .filter(({ id, notAligned }) => id.endsWith(alignedSuffix) && !notAligned && ids.has(baseOf(id)))
      .map(({ id }) => compareWithBase(id, suite.rows)),
    noOutputs: rows.filter(({ error }) => error !== undefined),
    disputedTruths: new Set(disputed).size,
    repeats: suite.rows.length - rows.length,
  }
}

function compareWithBase(aligned: string, rows: readonly RunRow[]): AlignedComparison {
  const base = baseOf(aligned)
  const heldOut = rows.filter(({ split }) => split === 'heldout')
  return { aligned, base, comparison: compareJudges(heldOut, aligned, base) }
}

function baseOf(id: string): string {
  return id.endsWith(alignedSuffix) ? id.slice(0, -alignedSuffix.length) : id
}

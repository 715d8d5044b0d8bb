import type { Run, RunRow, RunSuite } from '../../src/contract/index.ts'
import { collectRun, shardReason } from '../../src/run/index.ts'
import { facts, judge, scored } from './support.ts'

/** A held-out row with one verdict, which agrees with the truth unless told otherwise. */
export function rowOf(id: string, more: Partial<RunRow> = {}): RunRow {
  const verdicts = [{ ...scored('polite'), truth: 'yes' }]
  return { id, split: 'heldout', tags: [], repeat: 0, inputs: { text: id }, verdicts, ...more }
}

/** A suite of the file `evals/<name>.eval.ts` with one judge. */
export function suiteOf(name: string, rows: RunRow[], more: Partial<RunSuite> = {}): RunSuite {
  return { name, file: `evals/${name}.eval.ts`, judges: [judge('polite')], rowsNotRun: 0, rows, ...more }
}

/** A complete run with these suites. */
export function runOf(id: string, suites: RunSuite[], more: Partial<Run> = {}): Run {
  return { ...collectRun([], facts), id, suites, ...more }
}

/** One shard of a run of three eval files: a, b and c. */
export function shardOf(index: number, count: number, suites: RunSuite[], more: Partial<Run> = {}): Run {
  const evalFiles = ['a', 'b', 'c'].map((name) => `evals/${name}.eval.ts`)
  const shard = { index, count }
  const partial = { complete: false, partial: [shardReason(shard)] }
  return runOf(`shard-${index}`, suites, { shard, evalFiles, ...partial, ...more })
}

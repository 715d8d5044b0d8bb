import type { TestAPI, TestContext } from 'vitest'
import type { Row, RowInput } from '../contract/index.ts'
import { isAligned } from '../align/index.ts'
import { splitOf, toRows } from '../dataset/index.ts'
import type { Judge } from '../judge/index.ts'
import { metaKey, toJson, type RowRecord } from '../run/index.ts'
import { checkEvaluation } from './check-evaluation.ts'
import type { Host } from './host.ts'
import { registerSnapshot } from './instructions-snapshot.ts'
import { host } from './require-host.ts'
import { runRow } from './run-row.ts'
import type { TruthContext, TruthFunction } from './truth.ts'

/** What `predict` is told besides the inputs; an extended `test`'s fixtures come with it. */
export interface PredictContext<Inputs, Expectations> extends TestContext {
  row: Row<Inputs, Expectations>
  /** Ends when the test does: hand it to `fetch` or to a client. */
  signal: AbortSignal
}

/** Options of `evaluate`. */
export interface EvaluateOptions<Inputs, Outputs, Expectations> {
  /** The rows, from `loadRows` or written out; each becomes a test. */
  rows: readonly RowInput<Inputs, Expectations>[]
  /** The system under test: called once per row. */
  predict: (inputs: Inputs, context: PredictContext<Inputs, Expectations>) => Outputs | Promise<Outputs>
  /** The value a perfect judge would give: one function for all judges, or one by judge name. */
  truth?:
    | TruthFunction<Inputs, Outputs, Expectations>
    | { [judgeName: string]: TruthFunction<Inputs, Outputs, Expectations> }
  /** Which counts where a person's feedback and `truth` differ; default `'suite'`. */
  truthFrom?: 'suite' | 'human'
  judges: readonly Judge[]
  /** The conversation, for judges with `{{ conversation }}`. */
  conversation?: (context: TruthContext<Inputs, Outputs, Expectations>) => unknown
  /** The trace, for judges with `{{ trace }}`. */
  trace?: (context: TruthContext<Inputs, Outputs, Expectations>) => unknown
  /** Fail a row whose answer does not pass (`'pass'`), or whose verdict is wrong (`'agree'`); default neither. */
  assert?: 'pass' | 'agree'
  /** The largest share of unscored verdicts per judge before the run ends with 3; default 0.05. */
  maxUnscored?: number
  /** The longest a row may take, in milliseconds; default 60,000. */
  timeoutMs?: number
  /** An extended `test`, whose fixtures `predict` takes from its second argument. */
  test?: TestAPI
}

/** The longest a row may take, in milliseconds, unless said otherwise. */
export const defaultRowTimeoutMs = 60_000

/**
 * Registers an evaluation: a suite with one test per row. Each row is predicted once, every judge judges the same
 * outputs, and all of it is recorded. Rows are held against the truth, which fails none of them unless `assert`
 * says so.
 *
 * @throws VitestJudgeError `no-rows`, `duplicate-row`, `duplicate-judge`, `unknown-judge`, `no-model`, ...
 */
export function evaluate<Inputs, Outputs, Expectations>(
  name: string,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
): void {
  const vitest = host(`evaluate(${JSON.stringify(name)})`)
  checkEvaluation(name, options)
  const rows = toRows(options.rows as readonly RowInput[]) as Row<Inputs, Expectations>[]
  vitest.describe(name, () => {
    for (const row of rows) registerRow(vitest, name, row, options)
    for (const judge of options.judges) if (isAligned(judge)) registerSnapshot(vitest, judge)
  })
}

function registerRow<Inputs, Outputs, Expectations>(
  vitest: Host,
  suite: string,
  row: Row<Inputs, Expectations>,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
): void {
  const record: RowRecord = {
    suite,
    row: rowRecord(row, splitOf(row, vitest.config.alignShare)),
    judges: options.judges.map(({ id }) => id),
    attempts: {},
  }
  const run = (_row: unknown, context: TestContext) => runRow(vitest, suite, row, options, context)
  run.toString = () => options.predict.toString()
  const test = options.test ?? vitest.test
  const timeout = options.timeoutMs ?? defaultRowTimeoutMs
  test.for([[row.id, row] as const])('%s', { concurrent: true, timeout, meta: { [metaKey]: record } }, run)
}

function rowRecord(row: Row<unknown, unknown>, split: 'align' | 'heldout'): RowRecord['row'] {
  const { id, group, tags = [], inputs, expectations } = row
  return {
    id,
    split,
    ...(group !== undefined && { group }),
    tags,
    inputs: toJson(inputs),
    ...(expectations !== undefined && { expectations: toJson(expectations) }),
  }
}

import type { TestAPI, TestContext } from 'vitest'
import type { Row, RowInput } from '../contract/index.ts'
import type { Judge } from '../judge/index.ts'
import type { TruthContext, TruthFunction } from './truth.ts'

/** The longest a row may take, in milliseconds, unless said otherwise. */
export const defaultRowTimeoutMs = 60_000

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
  /** The system under test: called once per row, however many `repeats`. */
  predict: (inputs: Inputs, context: PredictContext<Inputs, Expectations>) => Outputs | Promise<Outputs>
  /** The value a perfect judge would give: one function for all judges, or one by judge name. */
  truth?:
    | TruthFunction<Inputs, Outputs, Expectations>
    | { [judgeName: string]: TruthFunction<Inputs, Outputs, Expectations> }
  /** Which counts where a person's feedback and `truth` differ; default `'suite'`. */
  truthFrom?: 'suite' | 'human'
  /** Who judges each row's outputs, plain judges and aligned ones; all of them the same outputs. */
  judges: readonly Judge[]
  /** The conversation, for judges with `{{ conversation }}`; default the row's own. */
  conversation?: (context: TruthContext<Inputs, Outputs, Expectations>) => unknown
  /** The trace, for judges with `{{ trace }}`; default the row's own. */
  trace?: (context: TruthContext<Inputs, Outputs, Expectations>) => unknown
  /** Fail a row whose answer does not pass (`'pass'`), or whose verdict is wrong (`'agree'`); default neither. */
  assert?: 'pass' | 'agree'
  /** The largest share of unscored verdicts per judge before the run ends with 3; default 0.05. */
  maxUnscored?: number
  /**
   * How many times every judge is asked about each row's outputs, from 1 to 100; default 1. It shows how steady a
   * judge is: the repeats of a row make no more rows.
   */
  repeats?: number
  /**
   * The longest a row, or each of its repeats, may take, in milliseconds; default 60,000. Waits for the provider's
   * limits are not counted.
   */
  timeoutMs?: number
  /** An extended `test`, whose fixtures `predict` takes from its second argument. */
  test?: TestAPI
}

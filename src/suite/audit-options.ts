import type { TestContext } from 'vitest'
import type { Probe } from '../audit/index.ts'
import type { RowInput } from '../contract/index.ts'
import type { ModelSpec } from '../model/index.ts'
import type { EvaluateOptions } from './evaluate-options.ts'
import type { TruthFunction } from './truth.ts'

/** From this share of verdicts changed on, a judge is biased, unless said otherwise. */
export const defaultLimit = 0.05

/** Options of `audit`. */
export interface AuditOptions<Inputs, Outputs, Expectations> {
  /** The rows, from `loadRows` or written out; each makes a trial, or `repeats` of them, for each probe. */
  rows: readonly RowInput<Inputs, Expectations>[]
  /** The system under test, called once per row for all probes; default: the row's own `outputs`. */
  predict?: EvaluateOptions<Inputs, Outputs, Expectations>['predict']
  /** The value that a perfect judge would give: it shows which changes of verdict hurt. */
  truth?: TruthFunction<Inputs, Outputs, Expectations>
  /** Which counts where a person's feedback and `truth` differ; default `'suite'`. */
  truthFrom?: 'suite' | 'human'
  /** What is tried on the judge: `probes.verbosity()` and others, or one's own. */
  probes: readonly Probe[]
  /** From this share of verdicts changed beyond the placebo's on, the judge is biased, in (0, 1); default 0.05. */
  limit?: number
  /** How many times each sample is tried by each probe, from 1 to 50; default 1. */
  repeats?: number
  /**
   * The model that writes what a probe wants written: instructions in other words, a memory distilled anew; default
   * the reflection model of the environment.
   */
  writer?: ModelSpec
  /** The longest that `predict` may take for a row, in milliseconds; default 60,000. */
  timeoutMs?: number
  /** Tells two audits of one judge in a file apart; default `audit of <judge id>`. */
  name?: string
}

/** Options of `audit` where the rows bring their outputs along. */
export interface RecordedAuditOptions<Inputs, Outputs, Expectations> extends Omit<
  AuditOptions<Inputs, Outputs, Expectations>,
  'rows' | 'predict'
> {
  /** The rows with their `outputs`; each makes a trial, or `repeats` of them, for each probe. */
  rows: readonly (RowInput<Inputs, Expectations> & { outputs?: Outputs })[]
  predict?: never
}

/** What the tests of one audit share. */
export type AuditTest = Pick<TestContext, 'skip' | 'signal' | 'task'>

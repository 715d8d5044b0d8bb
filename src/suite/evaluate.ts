import type { TestContext } from 'vitest'
import type { Row, RowInput, Split } from '../contract/index.ts'
import { isAligned } from '../align/index.ts'
import { splitOf, toRows } from '../dataset/index.ts'
import { metaKey, toJson, type RowRecord } from '../run/index.ts'
import { anchorEvaluation, type AnchorOptions, type Recorded } from './anchors.ts'
import { callersOf } from './call-site.ts'
import { checkEvaluation } from './check-evaluation.ts'
import type { EvaluateOptions } from './evaluate-options.ts'
import type { Host } from './host.ts'
import { registerSnapshot } from './instructions-snapshot.ts'
import { host } from './require-host.ts'
import { runRow } from './run-row.ts'
import { pickingOf } from './sample.ts'

/**
 * Registers an evaluation: a suite with one test per row. Each row is predicted once, every judge judges the same
 * outputs (`repeats` times), and all of it is recorded. Rows are held against the truth, which fails none of them
 * unless `assert` says so. With `anchors` the rows of a file are judged with the outputs recorded in it; all of them are
 * held out.
 *
 * @throws VitestJudgeError `no-rows`, `duplicate-row`, `duplicate-judge`, `unknown-judge`, `no-model`, ...
 */
export function evaluate<Inputs = Recorded, Outputs = Recorded, Expectations = Recorded>(
  name: string,
  options: AnchorOptions<Inputs, Outputs, Expectations>,
): void
export function evaluate<Inputs, Outputs, Expectations>(
  name: string,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
): void
export function evaluate<Inputs, Outputs, Expectations>(
  name: string,
  options: AnchorOptions<Inputs, Outputs, Expectations> | EvaluateOptions<Inputs, Outputs, Expectations>,
): void {
  const vitest = host(`evaluate(${JSON.stringify(name)})`)
  const callers = callersOf(evaluate)
  if (!isAnchored(options)) {
    checkEvaluation(name, options)
    const rows = toRows(options.rows as readonly RowInput[]) as Row<Inputs, Expectations>[]
    vitest.describe(name, () => registerRows(vitest, name, rows, options, callers))
    return
  }
  vitest.describe(name, async () => {
    const evaluation = await anchorEvaluation(name, options)
    checkEvaluation(name, evaluation)
    registerRows(heldOut(vitest), name, evaluation.rows as Row<Inputs, Expectations>[], evaluation, callers)
  })
}

/** Where no row may enter memory. */
function heldOut(vitest: Host): Host {
  return { ...vitest, config: { ...vitest.config, alignShare: 0 } }
}

function isAnchored<Inputs, Outputs, Expectations>(
  options: AnchorOptions<Inputs, Outputs, Expectations> | EvaluateOptions<Inputs, Outputs, Expectations>,
): options is AnchorOptions<Inputs, Outputs, Expectations> {
  return 'anchors' in options && options.anchors !== undefined
}

function registerRows<Inputs, Outputs, Expectations>(
  vitest: Host,
  name: string,
  rows: readonly Row<Inputs, Expectations>[],
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
  callers: string,
): void {
  for (const row of rows) registerRow(vitest, name, row, options, callers)
  for (const judge of options.judges) if (isAligned(judge)) registerSnapshot(vitest, judge)
}

function registerRow<Inputs, Outputs, Expectations>(
  vitest: Host,
  suite: string,
  row: Row<Inputs, Expectations>,
  options: EvaluateOptions<Inputs, Outputs, Expectations>,
  callers: string,
): void {
  const record: RowRecord = {
    shown: [],
    suite,
    row: rowRecord(row, splitOf(row, vitest.config.alignShare)),
    judges: options.judges.map(({ id }) => id),
    attempts: {},
  }
  const run = (_row: unknown, context: TestContext) => runRow(vitest, suite, row, options, context, callers)
  run.toString = () => options.predict.toString()
  const test = options.test ?? vitest.test
  const repeats = options.repeats === undefined ? {} : { repeats: options.repeats - 1 }
  // The row has a clock of its own, which does not count waits for the provider's limits.
  const testOptions = { concurrent: true, timeout: 0, ...repeats, meta: { [metaKey]: record } }
  test.for([[row.id, row] as const])('%s', testOptions, run)
}

function rowRecord(row: Row<unknown, unknown>, split: Split): RowRecord['row'] {
  const { id, group, tags = [], inputs, expectations } = row
  return {
    id,
    split,
    ...(group !== undefined && { group }),
    tags,
    ...pickingOf(row),
    inputs: toJson(inputs),
    ...(expectations !== undefined && { expectations: toJson(expectations) }),
  }
}

import { type Row, VitestJudgeError } from '../contract/index.ts'
import { loadRows } from '../dataset/index.ts'
import { toPath } from '../io/index.ts'
import type { EvaluateOptions, PredictContext } from './evaluate-options.ts'

/** What a file of anchors holds: it has no type of its own, unless one is given. */
export type Recorded =
  // oxlint-disable-next-line typescript/no-explicit-any
  any

/** Options of `evaluate` on frozen anchors: rows whose outputs were recorded once, so that no system is called. */
export interface AnchorOptions<Inputs, Outputs, Expectations> extends Omit<
  EvaluateOptions<Inputs, Outputs, Expectations>,
  'rows' | 'predict'
> {
  /** A file of rows with `outputs`, as `vitest-judge anchors` writes it: its URL, or a path from the working directory. */
  anchors: string | URL
  rows?: never
  predict?: never
}

/**
 * The evaluation of a file of anchors: its rows, and their own outputs in place of a system's.
 *
 * @throws VitestJudgeError `invalid-options` beside rows or predict, `missing-file`, `invalid-rows` for a row without
 * outputs, and as `loadRows` does
 */
export async function anchorEvaluation<Inputs, Outputs, Expectations>(
  name: string,
  options: AnchorOptions<Inputs, Outputs, Expectations>,
): Promise<EvaluateOptions<Inputs, Outputs, Expectations>> {
  const { anchors, ...rest } = options
  for (const other of ['rows', 'predict'] as const) {
    if (rest[other] === undefined) continue
    throw new VitestJudgeError('invalid-options', {
      message: `evaluate(${JSON.stringify(name)}) has anchors and ${other}; expected one of them: anchors bring rows and outputs.`,
      hint: `Leave ${other} out, or write rows: await loadRows(...) and predict in place of anchors.`,
    })
  }
  const rows = (await loadRows(anchors).catch(notFrozen(anchors))) as Row<Inputs, Expectations>[]
  const bare = rows.find(({ outputs }) => outputs === undefined)
  if (bare !== undefined) {
    throw new VitestJudgeError('invalid-rows', {
      message: `${toPath(anchors)} has the row ${bare.id} without outputs; expected recorded outputs in each row of anchors.`,
      hint: freezeHint,
    })
  }
  const predict = (_inputs: Inputs, { row }: PredictContext<Inputs, Expectations>) => row.outputs as Outputs
  return { ...rest, rows, predict }
}

const freezeHint = 'Freeze them from a run: npx vitest-judge anchors <file> --run <run>.'

/** Says of a file that is not there, or empty, how it is written. */
function notFrozen(anchors: string | URL) {
  return (error: unknown): never => {
    if (VitestJudgeError.is(error) && (error.code === 'missing-file' || error.code === 'no-rows')) {
      const what = error.code === 'no-rows' ? 'holds no rows' : 'could not be read'
      throw new VitestJudgeError(error.code, {
        message: `${toPath(anchors)} ${what}; expected a file of anchors.`,
        hint: freezeHint,
        cause: error,
      })
    }
    throw error
  }
}

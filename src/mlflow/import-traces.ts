import type { Row } from '../contract/index.ts'
import { VitestJudgeError } from '../contract/index.ts'
import { chooseJudges, type JudgeChoices } from './choose-judges.ts'
import { readTraces } from './read-traces.ts'
import { joinSessions } from './sessions.ts'
import { toFeedback, type FeedbackOptions, type JudgeFeedback } from './to-feedback.ts'
import { tracedRow, type RowOptions, type TracedRow } from './traced-row.ts'

/** What an export of MLflow's traces is made into. */
export interface ImportOptions extends RowOptions, FeedbackOptions {
  /** What the file is called in messages; default its path. */
  name?: string
  /** `judge` or `judge=assessment`; default each name under which a person or a program gave feedback. */
  judges?: readonly string[]
  /** Names of judges that there are: theirs is the spelling that counts. */
  known?: readonly string[]
  /** True where each session is one row with a conversation; default a row for each trace. */
  sessions?: boolean
}

/** What an export of MLflow's traces holds for us. Nothing has been written. */
export interface ImportedTraces extends Omit<JudgeChoices, 'chosen'> {
  traces: number
  rows: TracedRow[]
  /** Ids of traces without inputs: they make no row. */
  withoutInputs: string[]
  /** Ids of rows without outputs: nothing that was said of them can be kept. */
  withoutOutputs: string[]
  feedback: JudgeFeedback[]
  /** Where sessions are joined: how many assessments speak of one turn only. */
  onTurns: number
}

/**
 * Reads exported traces of MLflow whole, before anything is written: into rows, and feedback for judges.
 *
 * @throws VitestJudgeError `missing-file`, `damaged-file`, `duplicate-row`, `no-rows`, `unknown-judge`, `invalid-usage`
 */
export async function importTraces(path: string, options: ImportOptions = {}): Promise<ImportedTraces> {
  const read = await readTraces(path, options.name)
  const { traces, onTurns } = options.sessions ? joinSessions(read) : { traces: read, onTurns: 0 }
  const { chosen, ...names } = chooseJudges(traces, options.judges ?? [], options.known ?? [])
  const made = traces.map((trace) => ({ id: trace.id, row: tracedRow(trace, options) }))
  const rows = made.flatMap(({ row }) => row ?? [])
  if (rows.length === 0) {
    throw new VitestJudgeError('no-rows', {
      message: `No trace of ${options.name ?? path} has inputs; expected a root span with mlflow.spanInputs in one at least.`,
      hint: 'Export traces with their spans: mlflow.search_traces(..., include_spans=True).',
    })
  }
  const rowOf = new Map<string, Row>(rows.map((row) => [row.id, row]))
  return {
    traces: read.length,
    rows,
    withoutInputs: made.filter(({ row }) => row === undefined).map(({ id }) => id),
    withoutOutputs: rows.filter(({ outputs }) => outputs === undefined).map(({ id }) => id),
    feedback: chosen.map((choice) => toFeedback(choice, traces, rowOf, options)),
    ...names,
    onTurns,
  }
}

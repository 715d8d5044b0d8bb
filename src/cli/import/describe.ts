import type { Feedback } from '../../contract/index.ts'
import type { ImportedTraces, JudgeFeedback, LeftOut } from '../../mlflow/index.ts'
import { say, type CommandContext } from '../context.ts'
import { fit } from '../fit.ts'
import { count } from '../count.ts'

/** What becomes of one judge's log. */
export interface LogOutcome extends Omit<JudgeFeedback, 'lines'> {
  /** Relative to the root. */
  log: string
  added: number
  asBefore: number
  /** How many speak of samples that were forgotten. */
  forgotten: number
  /** Of all lines in the file, by who gave them. */
  sources: Record<Feedback['source']['type'], number>
}

/** What an import came to. */
export interface ImportOutcome extends Omit<ImportedTraces, 'rows' | 'feedback'> {
  file: string
  /** `file` relative to the root. */
  rows: { file: string; total: number; added: number; changed: number; gone: number }
  /** How many rows have expectations. */
  expectations: number
  feedback: LogOutcome[]
  dryRun: boolean
}

/** Says what an import did, what it left out and why, and how to go on. */
export function describeImport(outcome: ImportOutcome, folder: string, context: CommandContext): void {
  const { rows, feedback, withoutInputs, withoutOutputs, judgesOnly, unsafe, onTurns } = outcome
  const line = (name: string, text: string) => {
    for (const [index, part] of fit(text, context.width - 14).entries()) {
      say(context, `  ${(index === 0 ? name : '').padEnd(11)} ${part}`)
    }
  }
  const sentence = (text: string) => {
    for (const part of fit(text, context.width)) say(context, part)
  }
  sentence(`${outcome.file}: ${count(outcome.traces, 'trace')}`)
  const isSame = rows.added + rows.changed + rows.gone === 0
  const state = isSame ? 'as before' : `${rows.added} new, ${rows.changed} changed, ${rows.gone} removed`
  line('rows', `${rows.total} in ${rows.file} (${state}), ${outcome.expectations} with expectations`)
  for (const log of feedback) describeLog(log, line)
  if (feedback.length === 0) line('feedback', 'none of people or programs')
  if (withoutInputs.length > 0)
    line('left out', `${count(withoutInputs.length, 'trace')} without inputs: ${firstOf(withoutInputs)}`)
  if (withoutOutputs.length > 0)
    line(
      'no outputs',
      `${count(withoutOutputs.length, 'row')}, of which no feedback is kept: ${firstOf(withoutOutputs)}`,
    )
  if (onTurns > 0) line('left out', `${count(onTurns, 'assessment')} of single turns of a session`)
  if (judgesOnly.length > 0)
    line(
      'left out',
      `no person and no program gave a value under ${firstOf(judgesOnly)}; --judge <name> takes what LLM judges said`,
    )
  for (const name of unsafe)
    line(
      'left out',
      `${JSON.stringify(name)} cannot be the name of a judge: --judge ${JSON.stringify(`<name>=${name}`)}`,
    )
  if (outcome.dryRun) return say(context, 'Dry run: nothing was written.')
  sentence(
    `Next: in an eval file in ${folder}, rows: await loadRows(new URL('./${rows.file.slice(folder.length + 1)}', import.meta.url)) and predict: (_inputs, { row }) => row.outputs; then npx vitest run evals and npx vitest-judge align`,
  )
}

function describeLog(log: LogOutcome, line: (name: string, text: string) => void): void {
  const { sources, superseded, leftOut, doubtful } = log
  const spoken = Object.entries(sources).filter(([, number]) => number > 0)
  const by = spoken.map(([type, number]) => `${number} ${type}`).join(', ') || 'none'
  line('feedback', `${log.judge}: ${log.added} new, ${log.asBefore} as before in ${log.log} (${by})`)
  if (superseded > 0) line('', `${superseded} of them superseded: they do not vote`)
  if (log.forgotten > 0)
    line('left out', `${log.judge}: ${count(log.forgotten, 'assessment')} of samples that were forgotten`)
  const reasons = Map.groupBy(leftOut, ({ why }) => why)
  for (const [why, all] of reasons) {
    line(
      'left out',
      `${log.judge}: ${count(all.length, reasonNoun(why))}: ${firstOf(all.map(({ traceId }) => traceId))}`,
    )
  }
  if (doubtful > 0) {
    line(
      'warning',
      `${log.judge}: ${count(doubtful, 'assessment')} of source CODE may be a person's, for MLflow takes feedback for a program's unless told otherwise. A program's counts only where no person has spoken. If people gave ${doubtful === 1 ? 'it' : 'them'}: --code-as-human`,
    )
  }
}

function reasonNoun(why: LeftOut['why']): string {
  if (why === 'error') return 'error'
  if (why === 'no inputs') return 'assessment of a trace without inputs'
  if (why === 'no outputs') return 'assessment of a trace without outputs'
  return why === 'no value' ? 'assessment without a value' : 'assessment that is no label, number or boolean'
}

function firstOf(names: readonly string[]): string {
  const most = 3
  const distinct = [...new Set(names)]
  return (
    distinct.slice(0, most).join(', ') + (distinct.length > most ? ` and ${distinct.length - most} more` : '')
  )
}

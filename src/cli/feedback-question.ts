import { Chalk } from 'chalk'
import type { JudgeValue, RunRow } from '../contract/index.ts'
import { truthOf } from '../align/index.ts'
import { appendFeedback, type NewFeedback } from '../feedback/index.ts'
import { isoTime } from '../io/index.ts'
import { allowedValues, usedVariables } from '../judge/index.ts'
import { say, type CommandContext } from './context.ts'
import { printable } from './fit.ts'
import { keysFor, valueOf, type Questions } from './questions.ts'
import type { Target, TargetSuite } from './targets.ts'

/** Who gives the feedback, and how the rows to ask about were picked. */
export type Giver = Pick<NewFeedback, 'source' | 'pickedBy' | 'weight' | 'draw'>

/** What became of a question. */
export type Answer = 'stored' | 'skipped' | 'quit'

/** Shows what there is to judge; blind, without what the judge said and what the truth is. */
export function showRow(
  context: CommandContext,
  target: Target,
  row: RunRow,
  place: string,
  isBlind: boolean,
): void {
  const paint = new Chalk({ level: context.color ? 1 : 0 })
  const line = (label: string, text: string) =>
    say(context, `  ${paint.dim(label.padEnd(10))} ${printable(text)}`)
  say(context, `\n${paint.bold(`${place} · ${row.id}`)}`)
  line('inputs', shown(row.inputs))
  line('outputs', shown(row.outputs))
  const { kind, instructions } = target.definition
  const variables = kind === 'guidelines' ? [] : usedVariables(instructions)
  for (const name of ['conversation', 'trace'] as const)
    if (variables.includes(name)) line(name, shown(row[name]))
  if (isBlind) return
  for (const verdict of row.verdicts) {
    if (verdict.judge !== target.name && verdict.judge !== `${target.name}@aligned`) continue
    if (verdict.outcome === 'scored')
      line(
        verdict.judge === target.name ? 'verdict' : 'aligned',
        `${JSON.stringify(verdict.value)} – ${verdict.rationale}`,
      )
  }
  const truth = truthOf(row, target.name)
  if (truth !== undefined) line('truth', JSON.stringify(truth))
}

/** Asks for a value and a comment, and stores the answer at once; blind, nothing is suggested. */
export async function askAbout(
  context: CommandContext,
  questions: Questions,
  target: Target,
  suite: TargetSuite,
  row: RunRow,
  giver: Giver,
  isBlind: boolean,
): Promise<Answer> {
  const { valueType } = target.definition
  const suggestion = isBlind ? undefined : truthOf(row, target.name)
  const keys = keysFor(valueType).map(({ key, value }) => `[${key}] ${String(value)}`)
  const choices = [
    ...(keys.length > 0 ? keys : [`type ${allowedValues(valueType)}`]),
    ...(suggestion === undefined ? [] : [`[Enter] ${String(suggestion)}`]),
    '[s] skip',
    '[q] quit',
  ]
  for (;;) {
    const line = await questions.ask(`  ${choices.join('  ')} > `)
    if (line === undefined || line.trim() === 'q') return 'quit'
    if (line.trim() === 's') return 'skipped'
    const value: JudgeValue | undefined = line.trim() === '' ? suggestion : valueOf(valueType, line)
    if (value === undefined) {
      say(context, `  ${JSON.stringify(line)} is none of them; expected ${allowedValues(valueType)}.`)
      continue
    }
    const comment = (await questions.ask('  why (Enter for no comment) > '))?.trim() ?? ''
    await appendFeedback(suite.log, [
      {
        sampleId: row.sampleId as string,
        rowId: row.id,
        judge: target.name,
        value,
        ...(comment !== '' && { rationale: comment }),
        ...giver,
        time: isoTime(context.clock),
      },
    ])
    return 'stored'
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Chalk } from 'chalk'
import type { JudgeValue, RunRow } from '../contract/index.ts'
import { isMismatch, truthOf } from '../align/index.ts'
import { appendFeedback, readFeedback, standingFeedback, type NewFeedback } from '../feedback/index.ts'
import { isoTime } from '../io/index.ts'
import { allowedValues, usedVariables } from '../judge/index.ts'
import { readRun } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { printable } from './fit.ts'
import { keysFor, openQuestions, valueOf, type Questions } from './questions.ts'
import { findTargets, type Target, type TargetSuite } from './targets.ts'

/** The flags of `feedback`. */
export interface FeedbackFlags {
  judge?: string
  run?: string
  name?: string
  all?: boolean
}

/** Who gives the feedback, and how the rows to ask about were picked. */
type Giver = Pick<NewFeedback, 'source' | 'pickedBy'>
type Answer = 'stored' | 'skipped' | 'quit'

/**
 * `feedback`: asks about the align rows that a judge got wrong, one by one; every answer is on disk before the
 * next question.
 */
export async function feedback(flags: FeedbackFlags, context: CommandContext): Promise<void> {
  const run = await readRun(context.root, flags.run)
  const targets = findTargets(context.root, run, flags.judge)
  const name = flags.name ?? (await personName(context.root))
  const giver: Giver = {
    source: { type: 'HUMAN', name },
    ...(flags.all !== true && { pickedBy: 'verdict' }),
  }
  const questions = openQuestions(context)
  let stored = 0
  try {
    for (const target of targets) {
      for (const suite of target.suites) {
        const rows = await openRows(target, suite, name, flags.all === true)
        say(
          context,
          `${target.name}: ${rows.length} ${flags.all ? 'align rows' : 'mismatches'} to look at, as ${name}${rows.length === 0 && !flags.all ? '; --all asks about every align row' : ''}`,
        )
        for (const [index, row] of rows.entries()) {
          showRow(context, target, row, `${index + 1}/${rows.length}`)
          const answer = await askAbout(context, questions, target, suite, row, giver)
          if (answer === 'stored') stored++
          if (answer === 'quit') return
        }
      }
    }
  } finally {
    questions.close()
    say(
      context,
      `\n${stored} ${stored === 1 ? 'answer' : 'answers'} stored.${stored > 0 ? ' Next: npx vitest-judge align' : ''}`,
    )
  }
}

/** The align rows to ask about, each answer once: those a judge got wrong (or all), without this person's feedback so far. */
async function openRows(target: Target, suite: TargetSuite, name: string, all: boolean): Promise<RunRow[]> {
  const given = standingFeedback(await readFeedback(suite.log)).filter(
    ({ source }) => source.type === 'HUMAN' && source.name === name,
  )
  const done = new Set(given.map(({ sampleId }) => sampleId))
  return suite.rows.filter((row) => {
    if (row.split !== 'align' || row.sampleId === undefined || done.has(row.sampleId)) return false
    const truth = truthOf(row, target.name)
    const isOpen = all || (truth !== undefined && isMismatch(row, target.name, truth))
    if (isOpen) done.add(row.sampleId)
    return isOpen
  })
}

function showRow(context: CommandContext, target: Target, row: RunRow, place: string): void {
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

async function askAbout(
  context: CommandContext,
  questions: Questions,
  target: Target,
  suite: TargetSuite,
  row: RunRow,
  giver: Giver,
): Promise<Answer> {
  const { valueType } = target.definition
  const suggestion = truthOf(row, target.name)
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

/** Who gives the feedback: git's e-mail address, else the user's name. */
async function personName(root: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd: root }).catch(() => ({
    stdout: '',
  }))
  return stdout.trim() || process.env['USER'] || process.env['USERNAME'] || 'unknown'
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { InvalidArgumentError } from 'commander'
import { type Run, type RunRow, VitestJudgeError } from '../contract/index.ts'
import { isMismatch, truthOf } from '../align/index.ts'
import { readFeedback, standingFeedback } from '../feedback/index.ts'
import { readRun } from '../run/index.ts'
import { say, type CommandContext } from './context.ts'
import { drawText, measuringDraw, settleWeights, strataText } from './feedback-measure.ts'
import { askAbout, type Giver, showRow } from './feedback-question.ts'
import { fit } from './fit.ts'
import { openQuestions } from './questions.ts'
import { findTargets, type Target, type TargetSuite } from './targets.ts'

/** The flags of `feedback`. */
export interface FeedbackFlags {
  judge?: string
  run?: string
  name?: string
  all?: boolean
  hard?: boolean
  /** With a number: so many labels in all. */
  measure?: number | true
}

/** What is asked about in one suite, and what an answer says of how its row was picked. */
interface Session {
  rows: RunRow[]
  title: string
  giverOf(row: RunRow): Giver
  /** Said once every row has its answer. */
  closing?: string
  /** After the last answer, whatever ended it. */
  end?(): Promise<unknown>
}

/**
 * `feedback`: asks about the align rows that a judge got wrong (or all, or the hard ones), or with --measure, blind,
 * about held-out rows that are drawn at random; one by one, and every answer is on disk before the next question.
 *
 * @throws VitestJudgeError `invalid-usage` for more than one of --all, --hard and --measure
 */
export async function feedback(flags: FeedbackFlags, context: CommandContext): Promise<void> {
  const modes = (['all', 'hard', 'measure'] as const).filter((mode) => flags[mode] !== undefined)
  if (modes.length > 1) {
    throw new VitestJudgeError('invalid-usage', {
      message: `feedback was given ${modes.map((mode) => `--${mode}`).join(' and ')}; expected one of them, or none.`,
      hint: 'What is to measure is drawn at random, and what is to teach is not: ask for them one after the other.',
    })
  }
  const run = await readRun(context.root, flags.run)
  const isMeasuring = flags.measure !== undefined
  const targets = findTargets(context.root, run, flags.judge, { orAll: isMeasuring })
  const name = flags.name ?? (await personName(context.root))
  const questions = openQuestions(context)
  let stored = 0
  try {
    for (const target of targets) {
      for (const suite of target.suites) {
        const session = isMeasuring
          ? await measuringSession(run, target, suite, name, flags)
          : await teachingSession(target, suite, name, flags)
        let open = session.rows.length
        for (const line of isMeasuring ? fit(session.title, context.width) : [session.title])
          say(context, line)
        try {
          for (const [index, row] of session.rows.entries()) {
            showRow(context, target, row, `${index + 1}/${session.rows.length}`, isMeasuring)
            const giver = session.giverOf(row)
            const answer = await askAbout(context, questions, target, suite, row, giver, isMeasuring)
            if (answer === 'quit') return
            if (answer === 'skipped') continue
            stored++
            open--
          }
          if (open === 0 && session.closing !== undefined)
            for (const line of ['', ...fit(session.closing, context.width)]) say(context, line)
        } finally {
          await session.end?.()
        }
      }
    }
  } finally {
    questions.close()
    const next = isMeasuring ? 'npx vitest run evals' : 'npx vitest-judge align'
    say(
      context,
      `\n${stored} ${stored === 1 ? 'answer' : 'answers'} stored.${stored > 0 ? ` Next: ${next}` : ''}`,
    )
  }
}

async function teachingSession(
  target: Target,
  suite: TargetSuite,
  name: string,
  { all = false, hard = false }: FeedbackFlags,
): Promise<Session> {
  const rows = await openRows(target, suite, name, all ? 'all' : hard ? 'hard' : 'mismatches')
  const what = all ? 'align rows' : hard ? 'hard align rows' : 'mismatches'
  const more = rows.length === 0 && !all ? '; --all asks about every align row' : ''
  const giver: Giver = {
    source: { type: 'HUMAN', name },
    ...(!all && { pickedBy: hard ? 'hard' : 'verdict' }),
  }
  return {
    rows,
    title: `${target.name}: ${rows.length} ${what} to look at, as ${name}${more}`,
    giverOf: () => giver,
  }
}

async function measuringSession(
  run: Run,
  target: Target,
  suite: TargetSuite,
  name: string,
  { measure, judge }: FeedbackFlags,
): Promise<Session> {
  const labels = measure === true ? undefined : measure
  const draw = await measuringDraw(run, target, suite, { name, labels, judge })
  const so = draw.given === 0 ? '' : `, of which you have labelled ${draw.given}`
  return {
    rows: draw.open,
    title: `${target.name}: ${drawText(draw)}${so}; ${draw.open.length} to label, as ${name}. Judge for yourself: what the judge said is not shown.`,
    giverOf: (row) => ({ source: { type: 'HUMAN', name }, ...draw.pickingOf(row) }),
    ...(draw.labels > 0 && { closing: `${target.name}, ${strataText(draw)}` }),
    end: () => settleWeights(target, suite, judge),
  }
}

/** The align rows to ask about, each answer once, without this person's feedback so far. */
async function openRows(
  target: Target,
  suite: TargetSuite,
  name: string,
  which: 'all' | 'hard' | 'mismatches',
): Promise<RunRow[]> {
  const given = standingFeedback(await readFeedback(suite.log)).filter(
    ({ source }) => source.type === 'HUMAN' && source.name === name,
  )
  const done = new Set(given.map(({ sampleId }) => sampleId))
  const hard = which === 'hard' ? hardSamples(suite.rows, target.name) : new Set()
  return suite.rows.filter((row) => {
    if (row.split !== 'align' || row.sampleId === undefined || done.has(row.sampleId)) return false
    const truth = truthOf(row, target.name)
    const isOpen =
      which === 'all' ||
      (which === 'hard' ? hard.has(row.sampleId) : truth !== undefined && isMismatch(row, target.name, truth))
    if (isOpen) done.add(row.sampleId)
    return isOpen
  })
}

/** Samples on which the judge was unsure: its forms or its repeats gave different verdicts, or one gave none. */
function hardSamples(rows: readonly RunRow[], name: string): Set<string | undefined> {
  const bySample = Map.groupBy(rows, ({ sampleId }) => sampleId)
  const isHard = (own: readonly RunRow[]) => {
    const said = own.flatMap(({ verdicts }) =>
      verdicts
        .filter(({ judge, outcome }) => [name, `${name}@aligned`].includes(judge) && outcome !== 'not-asked')
        .map((verdict) => (verdict.outcome === 'scored' ? verdict.value : undefined)),
    )
    return said.includes(undefined) || new Set(said).size > 1
  }
  return new Set([...bySample].filter(([, own]) => isHard(own)).map(([id]) => id))
}

/** The number of labels in a flag. */
export function labelCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`Expected a whole number above 0, received ${JSON.stringify(text)}.`)
}

/** Who gives the feedback: git's e-mail address, else the user's name. */
async function personName(root: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd: root }).catch(() => ({
    stdout: '',
  }))
  return stdout.trim() || process.env['USER'] || process.env['USERNAME'] || 'unknown'
}

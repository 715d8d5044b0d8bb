import { type Run, VitestJudgeError } from '../../contract/index.ts'
import { readRun } from '../../run/index.ts'
import { annotatorName } from '../annotator.ts'
import { say, type CommandContext } from '../context.ts'
import { openAnswers } from './answers.ts'
import { interview, type InterviewEnd } from './interview.ts'
import { type FeedbackFlags, measuringSession, type Session, teachingSession } from './rows.ts'
import { agreementText } from './summary.ts'
import { viewOf } from './view.ts'
import { fit } from '../fit.ts'
import { Interrupted, openQuestions } from '../questions.ts'
import { alignCommands } from '../next-align.ts'
import { findTargets } from '../targets.ts'

/**
 * `feedback`: asks a person at a terminal about align rows (what a judge got wrong, what it is unsure of, some of the
 * rest), or with --measure, blind, about held-out rows that are drawn at random. Every answer is on disk before the next
 * question.
 *
 * @throws VitestJudgeError `invalid-usage` where there is no terminal, and for flags that contradict each other
 */
export async function feedback(flags: FeedbackFlags, context: CommandContext): Promise<void> {
  refuseContradictions(flags)
  const isMeasuring = flags.measure !== undefined
  const isBlind = flags.blind === true || isMeasuring
  const view = viewOf(context, { isPlain: flags.plain === true, isBlind })
  const questions = openQuestions(context, { isPlain: view.isPlain, hint: withoutTerminal })
  const answers = openAnswers(context.clock)
  let end: InterviewEnd = 'done'
  let nextOf = (_: string[]): string[] => ['npx vitest run evals']
  try {
    const annotator = await annotatorName(flags.annotator, context.root, context.environment)
    const run = await readRun(context.root, flags.run)
    const sessions = await sessionsOf(run, flags, annotator, context.root)
    if (!isMeasuring) nextOf = (judges) => alignCommands(run, judges, flags.run)
    for (const { title } of sessions.filter((session) => session.questions.length === 0))
      for (const line of fit(title, view.width)) say(context, line)
    const all = sessions.flatMap((session) => session.questions)
    const asked = all.slice(0, flags.limit)
    try {
      if (asked.length > 0) end = await interview(context, questions, asked, answers, view)
    } finally {
      for (const session of sessions) await session.end?.()
    }
    for (const { closing, questions: own } of sessions) {
      if (closing === undefined || own.some((question) => answers.of(question) === undefined)) continue
      for (const line of ['', ...fit(closing, view.width)]) say(context, line)
    }
  } finally {
    questions.close()
  }
  const given = answers.standing()
  const agreement = isBlind ? undefined : agreementText(given)
  say(context)
  if (agreement !== undefined) for (const line of fit(agreement, view.width)) say(context, line)
  const stored = `${given.length} ${given.length === 1 ? 'answer' : 'answers'} stored.`
  const next = nextOf(given.map(({ question }) => question.target.name)).join(', then ')
  say(context, `${stored}${given.length > 0 ? ` Next: ${next}` : ''}`)
  if (end === 'failed') context.exit(3)
  if (end === 'interrupted') throw new Interrupted()
}

const withoutTerminal =
  'Feedback that is in a file: npx vitest-judge align --feedback FILE, or of MLflow: npx vitest-judge import mlflow FILE. In the browser: npx vitest-judge review.'

async function sessionsOf(
  run: Run,
  flags: FeedbackFlags,
  annotator: string,
  root: string,
): Promise<Session[]> {
  const sessions: Session[] = []
  const isMeasuring = flags.measure !== undefined
  for (const target of findTargets(root, run, flags.judge, { orAll: true })) {
    for (const suite of target.suites) {
      sessions.push(
        isMeasuring
          ? await measuringSession(run, target, suite, annotator, flags)
          : await teachingSession(
              target,
              suite,
              annotator,
              flags,
              sessions.flatMap(({ questions }) => questions),
            ),
      )
    }
  }
  return sessions
}

function refuseContradictions({ only, measure, blind }: FeedbackFlags): void {
  if (only === undefined) return
  if (measure !== undefined) {
    throw new VitestJudgeError('invalid-usage', {
      message: `feedback was given --only and --measure; expected one of them, or none.`,
      hint: 'What measures is drawn at random, what teaches is not. Ask for one after the other: npx vitest-judge feedback --measure, then npx vitest-judge feedback --only mismatches.',
    })
  }
  if (blind === true && only !== 'all') {
    throw new VitestJudgeError('invalid-usage', {
      message: `feedback was given --blind and --only ${only}, which tells what the judge said; expected --only all beside --blind, or none.`,
      hint: 'npx vitest-judge feedback --blind asks about every align row, in an order that tells nothing.',
    })
  }
}
